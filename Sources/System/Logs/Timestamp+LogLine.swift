internal import Text

extension Timestamp {
    /// RFC 3339 with milliseconds, as log lines have it: `2026-11-21T09:30:00.125Z`.
    var milli: String { micro.dropLast(4) + "Z" }
}
