extension HTTPFields {
    /// How long the sender of an answer asks to be left alone (RFC 9110 section 10.2.3), cut at `longest`.
    ///
    /// Nil where it does not say, says nonsense, or names a date: none of the services that Pullpass asks does.
    package func retryAfter(atMost longest: Duration) -> Duration? {
        guard let seconds = self["retry-after"].flatMap({ Int64($0) }), seconds >= 0 else { return nil }
        return min(.seconds(seconds), longest)
    }
}
