import Explain
import TestSupport

/// Files below `Fixtures`.
enum Fixture {
    static let files = Fixtures(of: "Tools/ExplainTests")

    static func input(_ name: String) throws -> ManifestInput {
        ManifestInput(name: name, bytes: try files.bytes(name))
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
