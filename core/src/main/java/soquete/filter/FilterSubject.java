package soquete.filter;

/// What a filter is asked about: a packet, a socket.
public interface FilterSubject {

    /// The values it has of `field`, none when it has no such thing. A protocol that is there has one value, 1. Valid
    /// until the next call.
    FieldValues values(Field field);
}
