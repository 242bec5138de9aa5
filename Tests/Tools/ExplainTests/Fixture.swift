import Explain
import FoundationEssentials

/// Files below `Fixtures`.
enum Fixture {
    static func bytes(_ name: String, directory: String = #filePath) throws -> [UInt8] {
        let folder = directory.split(separator: "/").dropLast().joined(separator: "/")
        return Array(try Data(contentsOf: URL(filePath: "/\(folder)/Fixtures/\(name)")))
    }

    static func text(_ name: String) throws -> String {
        String(decoding: try bytes(name), as: UTF8.self)
    }

    static func input(_ name: String) throws -> ManifestInput {
        ManifestInput(name: name, bytes: try bytes(name))
    }
}

/// Explains a fixture with the rules of `config.yaml`.
func explain(_ names: String..., namespace: String = "default") throws -> Explanation {
    try explainer().explain(names.map(Fixture.input), defaultNamespace: namespace)
}

/// Explains a text with the rules of `config.yaml`.
func explain(text: String, namespace: String = "default") throws -> Explanation {
    let input = ManifestInput(name: "text.yaml", bytes: Array(text.utf8))
    return try explainer().explain([input], defaultNamespace: namespace)
}
