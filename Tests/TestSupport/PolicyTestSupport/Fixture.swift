package import Configuration
internal import Images
internal import TestSupport

/// Fixtures of other tests: the kubelet's own truth tables, and recorded reviews.
package enum Fixture {
    private static let admission = Fixtures(of: "Rules/AdmissionTests")

    /// One row of `match.jsonl` or `parse.jsonl`.
    package struct Row: Decodable {
        package var pattern: String?
        package var image: String
        package var match: Bool?
        package var error: Bool?
        package var invalid: Bool?
    }

    /// The rows of a table.
    package static func rows(_ name: String) throws -> [Row] {
        try Fixtures(of: "Rules/ImagesTests").rows(name)
    }

    /// The requests of all recorded reviews, with their files' names.
    package static func reviews() throws -> [(file: String, request: JSON)] {
        try admission.names(in: "corpus").compactMap { file in
            try JSON.parse(admission.bytes("corpus/\(file)"))["request"].map { (file, $0) }
        }
    }

    /// The rules that the expectations about those reviews are for.
    package static func reviewConfiguration() throws -> Configuration {
        struct Rule: Decodable {
            var name: String
            var secretName: String
            var matchImages: [String]
            var always: Bool?
            var namespaces: [String]?
            var imagePullPolicy: String?
        }
        return Configuration(
            registries: try admission.json("rules.json", as: [Rule].self).map { rule in
                Registry(
                    name: rule.name,
                    matchImages: try rule.matchImages.map { try ImagePattern(parsing: $0) },
                    always: rule.always ?? false,
                    secretName: rule.secretName,
                    namespaces: NamespaceRule(names: rule.namespaces ?? []),
                    imagePullPolicy: rule.imagePullPolicy == "Always" ? .always : nil
                )
            }
        )
    }

    /// A registry for each pattern of the truth table that the kubelet can read, in order of their first appearance.
    package static func everyPattern() throws -> [Registry] {
        var seen: Set<String> = []
        let patterns = try rows("match.jsonl").compactMap { $0.error == true ? nil : $0.pattern }
        return try patterns.filter { seen.insert($0).inserted }.enumerated().map { position, text in
            Registry(name: "p\(position)", matchImages: [try ImagePattern(parsing: text)])
        }
    }

    /// Every image of the truth tables, each once.
    package static func everyImage() throws -> [String] {
        Set(try rows("match.jsonl").map(\.image) + rows("parse.jsonl").map(\.image)).sorted()
    }
}
