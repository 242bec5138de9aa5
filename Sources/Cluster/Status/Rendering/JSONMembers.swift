internal import Text

/// Writes the members of one JSON object after the other, with nothing in them that drives a terminal.
struct JSONMembers {
    private(set) var writer: JSONWriter
    private var isFirst = true

    fileprivate init(_ writer: JSONWriter) { self.writer = writer }

    private mutating func key(_ key: String) {
        writer.append(raw: isFirst ? "\"\(key)\":" : ",\"\(key)\":")
        isFirst = false
    }

    mutating func text(_ name: String, _ value: String?) {
        key(name)
        if let value { writer.append(raw: value.quotedJSON(.terminal)) } else { writer.append(raw: "null") }
    }

    mutating func number(_ name: String, _ value: Int?) {
        key(name)
        writer.append(raw: value.map(String.init) ?? "null")
    }

    mutating func flag(_ name: String, _ value: Bool) {
        key(name)
        writer.append(raw: value ? "true" : "false")
    }

    mutating func texts(_ name: String, _ values: [String]) {
        key(name)
        writer.append(list: values) { $0.append(raw: $1.quotedJSON(.terminal)) }
    }

    mutating func object(_ name: String, _ body: (inout JSONMembers) -> Void) {
        key(name)
        writer.object(body)
    }

    /// An object, or null.
    mutating func object<Value>(_ name: String, if value: Value?, _ body: (inout JSONMembers, Value) -> Void) {
        key(name)
        if let value { writer.object { body(&$0, value) } } else { writer.append(raw: "null") }
    }

    mutating func list<Value>(_ name: String, _ values: [Value], _ body: (inout JSONMembers, Value) -> Void) {
        key(name)
        writer.append(list: values) { writer, value in writer.object { body(&$0, value) } }
    }
}

extension JSONWriter {
    mutating func object(_ body: (inout JSONMembers) -> Void) {
        append(raw: "{")
        var members = JSONMembers(self)
        // One owner of the bytes at a time, so that none are copied.
        self = JSONWriter()
        body(&members)
        self = members.writer
        append(raw: "}")
    }
}
