internal import Text

extension YAMLNode {
    /// The value as compact JSON text.
    ///
    /// Keys stay in their order and numbers as they were written. Control characters are escaped; everything else is UTF-8 as it is.
    package var json: [UInt8] {
        var writer = NodeWriter()
        writer.write(self)
        return writer.output
    }

    /// The value as a string of compact JSON.
    package var jsonText: String { String(decoding: json, as: UTF8.self) }
}

/// Writes nodes with a stack of its own, so that a deep tree cannot exhaust the thread's.
struct NodeWriter {
    private enum Step {
        case value(YAMLNode)
        case elements(ArraySlice<YAMLNode>, isFirst: Bool)
        case entries(ArraySlice<YAMLEntry>, isFirst: Bool)
    }

    private(set) var output: [UInt8] = []

    mutating func write(_ node: YAMLNode) {
        var steps: [Step] = [.value(node)]
        while let step = steps.popLast() {
            switch step {
            case .value(let node): write(node.value, then: &steps)
            case .elements(var rest, let isFirst):
                guard let next = rest.popFirst() else {
                    output.append(UInt8(ascii: "]"))
                    continue
                }
                if !isFirst { output.append(UInt8(ascii: ",")) }
                steps.append(.elements(rest, isFirst: false))
                steps.append(.value(next))
            case .entries(var rest, let isFirst):
                guard let next = rest.popFirst() else {
                    output.append(UInt8(ascii: "}"))
                    continue
                }
                if !isFirst { output.append(UInt8(ascii: ",")) }
                write(next.key)
                output.append(UInt8(ascii: ":"))
                steps.append(.entries(rest, isFirst: false))
                steps.append(.value(next.value))
            }
        }
    }

    private mutating func write(_ value: YAMLNode.Value, then steps: inout [Step]) {
        switch value {
        case .null: output += Array("null".utf8)
        case .bool(let flag): output += Array((flag ? "true" : "false").utf8)
        case .integer(let text), .float(let text): output += Array(text.utf8)
        case .string(let text): write(text)
        case .sequence(let nodes):
            output.append(UInt8(ascii: "["))
            steps.append(.elements(nodes[...], isFirst: true))
        case .mapping(let entries):
            output.append(UInt8(ascii: "{"))
            steps.append(.entries(entries[...], isFirst: true))
        }
    }

    private mutating func write(_ text: String) { output += text.quotedJSON().utf8 }
}
