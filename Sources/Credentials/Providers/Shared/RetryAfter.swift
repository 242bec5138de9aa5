import HTTP

extension HTTPFields {
    /// How long a provider asks to be left alone: the seconds of `Retry-After`, a day at most; nil when it does not say, or says a date.
    var askedPause: Duration? {
        guard let seconds = self["retry-after"].flatMap({ Int64($0) }), seconds >= 0 else { return nil }
        return .seconds(min(seconds, 86_400))
    }
}
