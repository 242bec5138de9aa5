import Configuration
import Explain
import Images
import Providers
import TestSupport
import Testing

/// An explainer with the rules of `config.yaml`.
func explainer() throws -> Explainer {
    let reading = Configuration.parse(
        try Fixture.files.bytes("config.yaml"),
        file: "config.yaml",
        mode: .cluster,
        kinds: CredentialKinds.all
    )
    #expect(!reading.diagnostics.contains { $0.severity == .error })
    return Explainer(try #require(reading.configuration))
}

/// An explainer with one registry, whose patterns need not make sense.
func explainer(_ patterns: [String], selector: LabelSelector = .optedIn) throws -> Explainer {
    let patterns = try patterns.map { pattern throws in try ImagePattern(parsing: pattern) }
    let registry = Registry(name: "r", matchImages: patterns)
    return Explainer(Configuration(registries: [registry], namespaceSelector: selector))
}
