/// What is fuzzed, and how. Targets are plain methods: tests run them over the seeds and over random changes of those,
/// `scripts/fuzz` runs them under a coverage-guided fuzzer.
@NullMarked
package soquete.fuzz;

import org.jspecify.annotations.NullMarked;
