/// One line of a watch, cut into its type and its object; neither the object nor anything else in it is read yet.
enum WatchLine {
    /// An object was added or changed.
    case applied(JSONCursor)
    /// An object is gone.
    case deleted(JSONCursor)
    /// The watch has come so far.
    case bookmark(JSONCursor)
    /// The server ends the watch.
    case error(JSONPiece)
    /// A type of a later version of Kubernetes.
    case unknown

    /// Cuts a whole line.
    ///
    /// - Throws: where it is no event: the fault of the server, or of somebody on the way.
    init(_ line: ArraySlice<UInt8>) throws(JSONFault) {
        var cursor = JSONCursor(line)
        guard try cursor.kind() == .object else { throw .isNoJSON }
        var type: Range<Int>?
        var object: Range<Int>?
        var entries = try cursor.enter()
        while let key = try cursor.nextKey(&entries) {
            let kind = try cursor.kind()
            let value = try cursor.skipValue()
            if cursor.isText(key, "type"), kind == .text { type = value.withoutQuotes }
            if cursor.isText(key, "object") { object = value }
        }
        try cursor.finish()
        guard let type else { throw JSONFault(reason: "type is missing") }
        guard let object else { throw JSONFault(reason: "object is missing") }
        self = Self.line(cursor, type, line[object])
    }

    /// Cuts the beginning of a line that is too long; nil where it does not tell whose it is.
    ///
    /// An API server writes the type first.
    init?(beginning line: ArraySlice<UInt8>) {
        var cursor = JSONCursor(line)
        var type: Range<Int>?
        do throws(JSONFault) {
            var entries = try cursor.enter()
            while let key = try cursor.nextKey(&entries) {
                if cursor.isText(key, "object"), let type {
                    self = Self.line(cursor, type, line[cursor.position...])
                    return
                }
                let kind = try cursor.kind()
                let value = try cursor.skipValue()
                if cursor.isText(key, "type"), kind == .text { type = value.withoutQuotes }
            }
        } catch {}
        return nil
    }

    private static func line(_ cursor: JSONCursor, _ type: Range<Int>, _ object: ArraySlice<UInt8>) -> WatchLine {
        if cursor.isText(type, "ADDED") || cursor.isText(type, "MODIFIED") { return .applied(JSONCursor(object)) }
        if cursor.isText(type, "DELETED") { return .deleted(JSONCursor(object)) }
        if cursor.isText(type, "BOOKMARK") { return .bookmark(JSONCursor(object)) }
        if cursor.isText(type, "ERROR") { return .error(JSONPiece("object", object)) }
        return .unknown
    }
}
