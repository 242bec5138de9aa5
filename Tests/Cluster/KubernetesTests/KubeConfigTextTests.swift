import FoundationEssentials
import Kubernetes
import TestSupport
import Testing

/// What people's tools make of a kubeconfig, and of what it names: the message of each cell.
struct KubeConfigTextTests {
    /// What tools make of a text.
    enum Cell: String, CaseIterable, Sendable {
        case clean, newline, mark, windows, empty, placeholder

        func text(_ clean: String) -> String {
            switch self {
            case .clean: clean
            case .newline: clean + "\n"
            case .mark: "\u{FEFF}" + clean
            case .windows: clean + "\r\n"
            case .empty: ""
            case .placeholder: "{{ value }}"
            }
        }
    }

    private static func quoted(_ text: String) -> String {
        // Line ends of Windows are one character.
        let escapes: [Unicode.Scalar: String] = ["\n": "\\n", "\r": "\\r", "\u{FEFF}": "\\uFEFF"]
        return "\"" + text.unicodeScalars.map { escapes[$0] ?? String($0) }.joined() + "\""
    }

    private func load(_ bytes: [UInt8], files: [String: String] = [:]) throws -> ClusterConnection {
        let directory = try TemporaryDirectory()
        for (name, text) in files { try directory.write(name, text) }
        let path = try directory.write("config", "")
        try Data(bytes).write(to: URL(filePath: path))
        return try KubeConfig.load(path: path, environment: ["PATH": "/bin"]).connection()
    }

    private func complaint(_ bytes: [UInt8], files: [String: String] = [:]) -> String? {
        do {
            _ = try load(bytes, files: files)
            return nil
        } catch { return "\(error)" }
    }

    // MARK: The file

    @Test(arguments: [
        kubeConfig(), kubeConfig() + "\n\n", "\u{FEFF}" + kubeConfig(), kubeConfig().replacing("\n", with: "\r\n"),
        "\u{FEFF}" + kubeConfig().replacing("\n", with: "\r\n"), "\u{FEFF}---\n" + kubeConfig(),
        "\u{FEFF}" + #"{"current-context":"main","contexts":[{"name":"main","context":{"cluster":"c","user":"u"}}],"#
            + #""clusters":[{"name":"c","cluster":{"server":"https://a:6443"}}],"users":[{"name":"u","user":{"token":"t"}}]}"#,
    ])
    func `The file may have a byte order mark and line ends of Windows`(text: String) throws {
        let connection = try load(Array(text.utf8))
        #expect(connection.server == "https://a:6443")
        #expect(connection.user == ClusterUser(.token("t")))
    }

    @Test(arguments: [(true, true), (true, false), (false, true)])
    func `The file in UTF-16 is named with what to do`(isLittle: Bool, hasMark: Bool) {
        let bytes = ((hasMark ? "\u{FEFF}" : "") + kubeConfig()).utf16.flatMap { unit in
            isLittle ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        }
        let told = complaint(bytes) ?? ""
        #expect(
            told.contains("it is not UTF-8: save it as UTF-8 (in Windows PowerShell: Out-File -Encoding utf8)"),
            "\(told)"
        )
    }

    @Test func `A file that is empty says so`() { #expect(complaint([])?.hasSuffix("has no contexts") == true) }

    // MARK: What stands in it

    /// A key, with a clean value, and what the empty one is; nil where it counts as not written.
    static let keys: [(key: String, clean: String, empty: String?)] = [
        ("server", "https://a:6443", "has no server"), ("token", "t", nil), ("username", "jane", nil),
        ("tls-server-name", "a", nil),
        ("proxy-url", "http://p:3128", nil), ("namespace", "team", nil), ("tokenFile", "/t", nil),
    ]

    @Test(arguments: keys, Cell.allCases)
    func `A value is told with its place and never repeated`(
        row: (key: String, clean: String, empty: String?),
        cell: Cell
    ) {
        let text = "\(row.key): \(Self.quoted(cell.text(row.clean)))"
        let config =
            switch row.key {
            case "server": kubeConfig(cluster: text)
            case "tls-server-name", "proxy-url": kubeConfig(cluster: "server: https://a:6443, " + text)
            case "namespace": kubeConfig(context: ", " + text)
            default: kubeConfig(user: text)
            }
        let told = complaint(Array(config.utf8))
        switch cell {
        case .clean: #expect(told == nil)
        case .empty: #expect(row.empty.map { told?.contains($0) == true } ?? (told == nil))
        case .newline, .windows:
            #expect(
                told?.hasSuffix("has a \(row.key) that ends in a line break: remove it (after a | write |-)") == true,
                "\(told ?? "")"
            )
        case .mark:
            #expect(
                told?.contains("has a \(row.key) that starts with an invisible character (U+FEFF, a byte order mark)")
                    == true
            )
        case .placeholder:
            #expect(
                told?.contains("has a \(row.key) that is a placeholder of the form {{ … }}, which nobody has filled in")
                    == true
            )
        }
        #expect(told?.contains("\n") != true)
    }

    @Test func `Data of a certificate may have a byte order mark in front of its lines`() throws {
        let pem = Data("\u{FEFF}-----BEGIN CERTIFICATE-----\r\n".utf8).base64EncodedString()
        let connection = try load(
            Array(kubeConfig(cluster: "server: https://a, certificate-authority-data: \(pem)").utf8)
        )
        #expect(connection.trust == .authorities(Array("-----BEGIN CERTIFICATE-----\r\n".utf8)))
        #expect(connection.authoritiesFile == nil)
        let file = try load(
            Array(kubeConfig(cluster: "server: https://a, certificate-authority: ca.crt").utf8),
            files: ["ca.crt": "\u{FEFF}-----BEGIN"]
        )
        #expect(file.trust == .authorities(Array("-----BEGIN".utf8)))
        #expect(file.authoritiesFile?.hasSuffix("/ca.crt") == true)
    }

    // MARK: Variables

    @Test(arguments: ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"], Cell.allCases)
    func `A variable of a Pod is told with its name`(name: String, cell: Cell) throws {
        let directory = try TemporaryDirectory()
        for file in ["token", "ca.crt", "namespace"] { try directory.write(file, "\u{FEFF}x\r\n") }
        var environment = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"]
        environment[name] = cell.text(environment[name] ?? "")
        do {
            let connection = try InCluster.connection(environment: environment, directory: directory.path(""))
            #expect(cell == .clean)
            #expect(connection.namespace == "x")
        } catch {
            let told = "\(error)"
            switch cell {
            case .clean: Issue.record("\(error)")
            case .newline, .windows:
                #expect(
                    told.hasPrefix(
                        "environment variable \(name): it has white space or a line break at its start or end"
                    )
                )
            case .mark:
                #expect(told.contains("\(name): it starts with an invisible character (U+FEFF, a byte order mark)"))
            case .empty: #expect(told.contains("are not set"))
            case .placeholder: #expect(told.contains("\(name): it is a placeholder of the form {{ … }}"))
            }
        }
    }

    @Test(arguments: ["/c\n", "\u{FEFF}/c", "${HOME}"])
    func `KUBECONFIG is told with its name`(path: String) {
        let error = #expect(throws: ConnectionError.self) { try KubeConfig.load(environment: ["KUBECONFIG": path]) }
        let told = error.map { "\($0)" } ?? ""
        #expect(told.hasPrefix("environment variable KUBECONFIG: it "), "\(told)")
        #expect(!told.contains("\n"))
    }
}
