extension JSONValue {
    /// Reads one JSON text (RFC 8259); nil where it is none, or nested deeper than that.
    ///
    /// Strict and in one pass: what it costs grows with the length alone, whatever the text is. (A decoder that is asked for one type after
    /// the other makes an error with the whole path for each: at sixty levels a thousand empty objects took it half a second.)
    ///
    /// Of equal keys the last one counts, as in Go. Half of a surrogate pair is U+FFFD; bytes that are no UTF-8 and numbers beyond `Double`
    /// are no JSON. A number that is whole is an ``integer(_:)`` however it is written, where it fits.
    package init?(parsing bytes: ArraySlice<UInt8>, maximumDepth: Int = 64) {
        var reader = JSONValueReader(bytes, maximumDepth: maximumDepth)
        guard let value = reader.whole() else { return nil }
        self = value
    }

    /// Reads a JSON text; nil where it is none, or nested deeper than 64 levels.
    package init?(parsing text: String) { self.init(parsing: Array(text.utf8)[...]) }
}
