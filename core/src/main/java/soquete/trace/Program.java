package soquete.trace;

/// A program that was watched.
///
/// @param id   its number within the recording, from 1
/// @param role what it is to the scene: `server`, `client 3`
/// @param host the host it ran on: `machine`, `colleague`
/// @param pid  its process id
public record Program(int id, String role, String name, String host, long pid) {}
