import Configuration
import PlainReadings
import Providers
import TestSupport
import Testing
import YAML

/// The schema says what the readers read: the same keys, no more and no fewer, and nothing that they take is refused by it.
struct SchemaTests {
    private static let settings = Configuration.settings(kinds: CredentialKinds.all)

    private static let schema = Configuration.schema(kinds: CredentialKinds.all)

    /// A key of the file, and a file in which it is wrong.
    struct Wrong: CustomTestStringConvertible {
        let path: String
        let file: String
        var testDescription: String { path }
    }

    /// For each key a value of another type.
    static let wrong: [Wrong] = settings.map { path, key in
        let value =
            switch key.shape {
            case .list: #"{"a": 1}"#
            case .mapping, .choice, .labels, .shared: #""text""#
            default: "[[]]"
            }
        return Wrong(path: path, file: SchemaFile(path, value).text)
    }

    @Test(arguments: wrong)
    func `every key of the schema is read: a value of another type is refused at its place`(wrong: Wrong) throws {
        let place = SchemaFile.place(wrong.path)
        let reading = parse(wrong.file)
        let isTold = reading.errors.contains { $0.keyPath == place || $0.keyPath.hasPrefix(place + "[") }
        #expect(
            isTold,
            """
            \(wrong.path) stands in the schema (its reader's list of keys), and no reader reads it: read it, or take it out. \
            Said of \(wrong.file): \(reading.diagnostics.map(\.description))
            """
        )
        let validator = try SchemaValidator(Self.schema)
        let validatorPlace = "." + place
        let problems = try validator.problems(with: wrong.file)
        #expect(problems.contains { $0.hasPrefix(validatorPlace) }, "the schema takes \(wrong.file): \(problems)")
    }

    @Test(arguments: settings.map(\.path))
    func `a key that the readers take empty the schema takes empty, too`(path: String) throws {
        let file = SchemaFile(path, "null").text
        guard parse(file).errors.isEmpty else { return }
        #expect(try SchemaValidator(Self.schema).problems(with: file) == [], "\(file)")
    }

    @Test(arguments: settings.filter { !$0.key.shape.isOpen }.map(\.path))
    func `each mapping refuses a key that the schema does not have`(path: String) throws {
        let file = SchemaFile(path, #"{"notAKey": 1}"#).text
        #expect(parse(file).errors.contains { $0.message.contains("unknown key") }, "\(file)")
        let problems = try SchemaValidator(Self.schema).problems(with: file)
        #expect(problems.contains { $0.hasSuffix(".notAKey: additionalProperties") }, "\(problems)")
    }

    @Test func `each key has a sentence that says what it does, and each kind too`() {
        for (path, key) in Self.settings {
            let words = key.description
            let isSentence = words.count > 8 && words.hasSuffix(".") && words.first?.isLowercase == false
            let isName = words.hasPrefix("matchConditions") || words.hasPrefix("serviceAccount")
            #expect(isSentence || isName, "\(path): write a description, a whole sentence: \"\(words)\"")
            #expect(!words.contains("|") && !words.contains("\n"), "\(path)")
        }
    }

    @Test func `no two keys of a mapping have one name`() {
        #expect(Set(Self.settings.map(\.path)).count == Self.settings.count)
    }

    @Test func `what the schema calls defaults are the defaults`() throws {
        var read = 0
        for (path, key) in Self.settings where !path.contains("[]") {
            guard let standard = key.standard else { continue }
            // Two settings that mean something only beside another.
            let file = SchemaFile(path, standard.json).text
            let reading = parse(file)
            guard let configuration = reading.configuration, let plain = parse(SchemaFile.base).configuration else {
                #expect(path == "injection.policy.name", "\(path): \(reading.diagnostics.map(\.description))")
                continue
            }
            #expect(configuration == plain, "\(path) is \(standard.json) where it is left out, says the schema")
            read += 1
        }
        #expect(read > 20)
    }

    @Test(
        "What is right for the readers is right for the schema",
        arguments: try Repository.files("examples", endingIn: ".yaml")
            + Repository.files("examples/registries", endingIn: ".yaml")
    )
    func examples(file: String) throws {
        let bytes = try Repository.bytes(file)
        guard Configuration.isConfiguration(bytes) else { return }
        let validator = try SchemaValidator(Self.schema)
        #expect(try validator.problems(with: String(decoding: bytes, as: UTF8.self)) == [])
    }

    @Test func `the chart's schema has the keys of the program, and no others`() throws {
        let text = String(decoding: try Repository.bytes("charts/pullpass/values.schema.json"), as: UTF8.self)
        let definitions = try #require(try YAMLNode.parse(json: Array(text.utf8)).first?["definitions"])
        var given: Set<String> = []
        func walk(_ node: YAMLNode, _ path: String) {
            let references = [node] + (node["allOf"]?.sequence ?? []) + (node["anyOf"]?.sequence ?? [])
            for name in references.compactMap({ $0["$ref"]?.string?.split(separator: "/").last }) {
                if let target = definitions[String(name)] { walk(target, path) }
            }
            if let items = node["items"] { walk(items, path + "[]") }
            for entry in node["properties"]?.mapping ?? [] {
                let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                given.insert(inner)
                walk(entry.value, inner)
            }
        }
        walk(try #require(definitions["config"]), "")
        for path in Set(Self.settings.map(\.path)).subtracting(given).sorted() {
            Issue.record("charts/pullpass/values.schema.json lacks config.\(path): PULLPASS_BINARY=… make chart-update")
        }
        for path in given.subtracting(Self.settings.map(\.path)).sorted() {
            Issue.record(
                """
                charts/pullpass/values.schema.json has config.\(path), which no reader knows: write it into the keys of its reader as \
                .key(name, type, description), and take it out there
                """
            )
        }
    }

    @Test func `the schema in docs is that of the program`() throws {
        let written = String(decoding: try Repository.bytes("docs/pullpass.schema.json"), as: UTF8.self)
        #expect(
            written == Self.schema,
            "this repairs it: pullpass schema > docs/pullpass.schema.json, and then: make chart-update"
        )
    }
}

extension SettingShape {
    /// Whether it has no keys of its own.
    fileprivate var isOpen: Bool {
        switch self {
        case .mapping, .choice, .shared: false
        default: true
        }
    }
}

extension SettingDefault {
    fileprivate var json: String {
        switch self {
        case .bool(let flag): "\(flag)"
        case .number(let number): "\(number)"
        case .text(let text): "\"\(text)\""
        }
    }
}
