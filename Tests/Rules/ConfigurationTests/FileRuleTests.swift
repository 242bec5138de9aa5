import Configuration
import Providers
import Testing

private let head = "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\n"

/// The rules for the file as a whole, each with all that is said about a file that breaks it.
struct FileRuleTests {
    @Test(
        "Each mistake is reported with its line, its place and what to write",
        arguments: [
            (
                "", .cluster,
                [
                    "c.yaml:1: the file is empty: write apiVersion: pullpass.dev/v1alpha1, kind: Configuration and registries"
                ]
            ),
            (
                "# x\n", .cluster,
                [
                    "c.yaml:1: the file is empty: write apiVersion: pullpass.dev/v1alpha1, kind: Configuration and registries"
                ]
            ),
            (
                "a: [", .cluster,
                [
                    "c.yaml:2: column 1: no value where one should be; close every [ and {, and put a value that starts with , ] or } in quotes"
                ]
            ),
            (
                "- a", .cluster,
                [
                    "c.yaml:1: must be a mapping with apiVersion, kind, registries, namespaceSelector, injection, server, keeper, heal, serviceAccounts, log, status or retired, not a list"
                ]
            ),
            (
                "kind: Pod\napiVersion: v1", .cluster,
                [
                    "c.yaml:1: kind: \"Pod\" is not what this version reads: write kind: Configuration",
                    "c.yaml:1: registries: is missing: write a list with at least one registry",
                    "c.yaml:2: apiVersion: \"v1\" is not what this version reads: write apiVersion: pullpass.dev/v1alpha1",
                ]
            ),
            (
                head, .cluster,
                [
                    "c.yaml:1: registries: is missing: write a list with at least one registry"
                ]
            ),
            (
                settings("") + "---\na: b\n", .cluster,
                [
                    "c.yaml:9: a second document: write one Configuration in one file, without ---"
                ]
            ),
            (
                settings("") + "kind: Configuration\n", .cluster,
                [
                    "c.yaml:8: column 1: a key that stands on line 2 already: remove one of them"
                ]
            ),
            (
                head + "registries: []", .cluster,
                [
                    "c.yaml:3: registries: is empty: write at least one registry"
                ]
            ),
            (
                head + "registries: {}", .cluster,
                [
                    "c.yaml:3: registries: must be a list, not a mapping: start each entry with '- '"
                ]
            ),
            (
                head + "registries: [ ~, 3 ]", .cluster,
                [
                    "c.yaml:3: registries[0]: is empty: remove the entry",
                    "c.yaml:3: registries[1]: must be a mapping with name, matchImages, keys, always, secretName, credentials, namespaces, imagePullPolicy, placement, anonymousFallback, probe, tls or also, not a number",
                ]
            ),
            (
                head + "keeper: { tenantSecrets: { enabled: true } }", .cluster,
                []
            ),
        ] as [(String, Configuration.Mode, [String])]
    )
    func reports(text: String, mode: Configuration.Mode, diagnostics: [String]) {
        let reading = parse(text, mode: mode)
        #expect(reading.diagnostics.map(\.description) == diagnostics)
        #expect((reading.configuration == nil) == !reading.errors.isEmpty)
    }

    // MARK: What editors do

    private static let valid = registry("matchImages: [docker.io]\ncredentials: { gar: {} }")

    @Test(arguments: [
        valid, "\u{FEFF}" + valid, valid.replacing("\n", with: "\r\n"),
        "\u{FEFF}---\r\n" + valid.replacing("\n", with: "\r\n"),
    ])
    func `A byte order mark and line ends of Windows mean nothing`(text: String) throws {
        #expect(try parse(text).get().registries.map(\.name) == ["r"])
    }

    @Test(arguments: [true, false])
    func `A file in UTF-16 is named with what to do`(hasMark: Bool) {
        let units = ((hasMark ? "\u{FEFF}" : "") + Self.valid).utf16
        let reading = Configuration.parse(
            units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            file: "c.yaml",
            mode: .cluster,
            kinds: CredentialKinds.all
        )
        #expect(reading.errors.map { "\($0)" } == ["c.yaml:1: column 1: the text is UTF-16; save it as UTF-8"])
    }
}
