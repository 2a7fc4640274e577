package soquete.diagnosis;

import java.util.List;

/// One kind of fault that can be found. Adds nothing when it is not there, or when the evidence does not tell.
@FunctionalInterface
interface Rule {
    void look(Evidence evidence, List<Fault> found);
}
