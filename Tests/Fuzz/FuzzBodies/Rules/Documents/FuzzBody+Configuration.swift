import Configuration
import PlainReadings
import Providers
import YAML

extension FuzzBody {
    /// Configuration files: every mistake has a place and plain words, and what is read for one purpose is bounded by what the schema knows.
    static let configuration = FuzzBody(
        "configuration",
        maximumLength: 2048,
        seeds: ConfigurationSeeds.texts.map { Array($0.utf8) },
        words: ConfigurationSeeds.words
    ) { bytes throws(BrokenPromise) in
        let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 3
        for mode in [Configuration.Mode.cluster, .standalone, .node] {
            let reading = Configuration.parse(bytes, file: "c.yaml", mode: mode, kinds: CredentialKinds.all)
            try holdEqual(reading.configuration == nil, !reading.errors.isEmpty, "a file is used where it has no error")
            for diagnostic in reading.diagnostics {
                try hold(
                    diagnostic.file == "c.yaml" && !diagnostic.message.isEmpty,
                    "a mistake has a file and words: \(diagnostic)"
                )
                // Unicode's own line ends count in YAML, too.
                try hold(
                    (1...(lines + bytes.count { $0 == 0xE2 || $0 == 0xC2 })).contains(diagnostic.line),
                    "a mistake has a line: \(diagnostic)"
                )
                let isPlain = diagnostic.description.unicodeScalars.allSatisfy {
                    $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value)
                }
                try hold(isPlain, "a mistake is told in one line: \(diagnostic.description.debugDescription)")
            }
            guard let configuration = reading.configuration else { continue }
            try holdEqual(
                Configuration.parse(bytes, file: "d.yaml", mode: mode, kinds: CredentialKinds.all).configuration,
                configuration,
                "the same bytes are the same configuration"
            )
            try hold(Configuration.isConfiguration(bytes), "what is read as a configuration calls itself one")
            let names = configuration.registries.map(\.name)
            try holdEqual(Set(names).count, names.count, "registries have names of their own")
            // A file in JSON says the same as in YAML.
            guard let document = try? YAMLNode.read(yamlOrJSON: bytes).documents.first else {
                throw BrokenPromise("a configuration is a document")
            }
            let json = Configuration.parse(document.json, file: "c.yaml", mode: mode, kinds: CredentialKinds.all)
            try holdEqual(json.configuration, configuration, "written as JSON it is the same configuration")
        }
        try holdSchema(bytes)
        let salvaged = Configuration.salvaged(bytes)
        try hold(salvaged.registries.isEmpty, "what is left of a broken file fetches nothing")
    }

    private static let schema = try? SchemaValidator(Configuration.schema(kinds: CredentialKinds.all))

    /// What a cluster's reader takes is refused by no editor that knows the schema.
    private static func holdSchema(_ bytes: [UInt8]) throws(BrokenPromise) {
        let reading = Configuration.parse(bytes, file: "c.yaml", mode: .cluster, kinds: CredentialKinds.all)
        guard reading.configuration != nil else { return }
        guard let problems = try? schema?.problems(with: String(decoding: bytes, as: UTF8.self)) else {
            throw BrokenPromise("the schema and what it is for can be read")
        }
        try hold(problems.isEmpty, "what is read as a configuration fits the schema: \(problems)")
    }
}
