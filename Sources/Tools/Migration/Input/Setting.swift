internal import YAML

/// One setting of a tool, as its environment, its arguments or its values have it.
struct Setting {
    /// The text itself; nil where a Secret has it.
    var text: String?
    /// The key of a Secret beside the tool.
    var reference: (secret: String, key: String)?
    /// Where it stands, for a person.
    var place: String
}

/// Settings by name.
struct Settings {
    private(set) var all: [String: Setting] = [:]

    /// A text that says something.
    subscript(name: String) -> String? { text(of: name) }

    @inline(never)
    private func text(of name: String) -> String? {
        guard let text = all[name]?.text, !text.isEmpty else { return nil }
        return text
    }

    /// The key of a Secret that a setting refers to.
    @inline(never)
    func reference(_ name: String) -> (secret: String, key: String)? { all[name]?.reference }

    /// Whether a flag is set, as Go reads one.
    func isSet(_ name: String) -> Bool { ["1", "t", "T", "true", "TRUE", "True"].contains(self[name] ?? "") }

    /// Parts between commas, without blanks around them.
    func list(_ name: String) -> [String] { Self.list(self[name] ?? "") }

    /// Parts between commas, semicolons and line ends, without blanks around them.
    static func list(_ text: String) -> [String] {
        text.split { ",;\n".contains($0) }.map { part in String(part.filter { !$0.isWhitespace }) }.filter {
            !$0.isEmpty
        }
    }

    /// Takes a variable: a text, or `valueFrom`.
    mutating func take(_ name: String, _ value: YAMLNode?, _ from: YAMLNode?, _ place: String) {
        if let reference = from?["secretKeyRef"], let secret = reference.text("name"),
            let key = reference.text("key")
        {
            all[name] = Setting(reference: (secret, key), place: place)
        } else if let text = value?.scalar {
            all[name] = Setting(text: text, place: place)
        }
    }

    /// Takes a mapping of names and values, each a text or with `valueFrom`.
    mutating func take(_ mapping: YAMLNode?, in document: Document) {
        for entry in mapping?.mapping ?? [] {
            take(entry.key, entry.value, entry.value["valueFrom"], document.place(of: entry.value))
        }
    }

    /// Takes the environment of a container, and its arguments under `names` of flags, dashes left out.
    mutating func take(container: YAMLNode, in document: Document, flags names: [String: String] = [:]) {
        for variable in container["env"]?.sequence ?? [] {
            guard let name = variable.text("name") else { continue }
            take(name, variable["value"], variable["valueFrom"], document.place(of: variable))
        }
        var words = ((container["command"]?.sequence ?? []) + (container["args"]?.sequence ?? []))[...]
        while let word = words.popFirst() {
            guard let text = word.scalar, text.hasPrefix("-") else { continue }
            let parts = text.drop { $0 == "-" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.flatMap({ names[String($0)] }) else { continue }
            var value = parts.count > 1 ? String(parts[1]) : nil
            if value == nil, let next = words.first?.scalar, !next.hasPrefix("-") {
                value = next
                words.removeFirst()
            }
            all[name] = Setting(text: value ?? "true", place: document.place(of: word))
        }
    }
}
