import Causes
import FoundationEssentials
import Images
import TestSupport
import Testing

/// One row of the vectors, which were made with a kubelet's own code.
struct KeyringVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Config: Decodable, Sendable {
        struct Entry: Decodable, Sendable {
            var auth: String?
            var username: String?
            var password: String?
        }
        var auths: [String: Entry]?
    }

    var configs: [Config]
    var image: String
    var repo: String
    var creds: [String]
    var broken: Bool?
    var testDescription: String { "\(image) with \(configs.map { ($0.auths ?? [:]).keys.sorted() })" }

    static var all: [KeyringVector] {
        get throws {
            try Fixtures(of: "Rules/ImagesTests").bytes("keyring.jsonl").split(separator: UInt8(ascii: "\n")).compactMap
            {
                try? JSONDecoder().decode(KeyringVector.self, from: Data($0))
            }
        }
    }
}

@Suite struct `The keyring of a Pod` {
    /// The whole row is decoded again as the kubelet does; what is compared is only where each try came from.
    @Test(arguments: try KeyringVector.all)
    func `tries what the kubelet tries`(row: KeyringVector) throws {
        guard row.broken != true else { return }
        let sources = row.configs.enumerated().map { index, config in
            PodKeyring.Source(.secret("\(index)"), keys: (config.auths ?? [:]).map { ($0.key, $0.value.isEmpty) })
        }
        let tries = PodKeyring(sources).tries(for: row.repo)
        let found = tries.compactMap { tried -> String? in
            guard let name = tried.secret, let index = Int(name) else { return nil }
            return row.configs[index].auths?[tried.key]?.login
        }
        // The kubelet goes through one file's keys of one meaning in any order.
        #expect(found.sorted() == row.creds.sorted())
        if Set(row.creds).count == 1 || row.configs.allSatisfy({ ($0.auths ?? [:]).count < 2 }) {
            #expect(found == row.creds)
        }
        #expect(tries.filter(\.isEmpty).count == found.filter { $0 == ":" }.count)
    }

    @Test func `replays enough vectors to mean something`() throws { #expect(try KeyringVector.all.count > 150) }

    struct Row: Sendable, CustomTestStringConvertible {
        var sources: [PodKeyring.Source]
        var image: String
        var tried: [String]
        var testDescription: String { "\(image): \(tried)" }

        init(_ image: String, _ tried: [String], _ sources: (String, [String])...) {
            self.image = image
            self.tried = tried
            // A name that begins with `node` or `plug` is no Secret; a key that ends in `{}` has no credential.
            self.sources = sources.map { name, keys in
                let holder: KeyTry.Holder =
                    name == "node" ? .nodeFile : name.hasPrefix("plug") ? .plugin(name) : .secret(name)
                return PodKeyring.Source(
                    holder,
                    keys: keys.map { $0.hasSuffix("{}") ? (String($0.dropLast(2)), true) : ($0, false) }
                )
            }
        }
    }

    private static let legacy = "https://index.docker.io/v1/"

    /// Each row of what was recorded of a kubelet 1.36.2: anonymous entries, Docker Hub's keys, and the node's own.
    static let recorded = [
        // Anonymous entries.
        Row("library/nginx", []),
        Row("library/nginx", ["bad"], ("bad", [legacy])),
        Row("priv/m", ["ghost", "ANON"], ("ghost", [legacy]), ("anon", [legacy + "{}"])),
        Row("priv/m", ["ANON", "good"], ("anon", [legacy + "{}"]), ("good", [legacy])),
        Row("ghcr.io/a/b", ["ghost", "ANON"], ("ghost", ["ghcr.io", "ghcr.i*{}"])),
        Row("ghcr.io/a/b", ["ghost", "good", "ANON"], ("ghost", ["ghcr.io", "ghcr.i*{}"]), ("good", ["ghcr.io"])),
        Row(
            "ghcr.io/a/b",
            ["ghost", "good", "ANON"],
            ("anon", ["ghcr.i*{}"]),
            ("ghost", ["ghcr.io"]),
            ("good", ["ghcr.io"])
        ),
        Row("ghcr.io/a/b", ["a"], ("a", ["https://ghcr.io/v2/"])),
        Row("ghcr.io/a/b", ["a"], ("a", ["ghcr.io/"])),
        Row("ghcr.io/a/b", [], ("a", ["GHCR.io"])),
        Row("ghcr.io/a/b", [], ("a", ["ghcr.io:443"])),
        Row("ghcr.io/a/b", ["a", "a"], ("a", ["ghcr.io", "https://ghcr.io"])),
        // Docker Hub.
        Row("team/app", ["team"], ("team", [legacy])),
        Row("team/app", ["company", "ANON"], ("team", [legacy]), ("company", ["docker.io", legacy, "docker.i*{}"])),
        Row("team/app", ["company", "ANON"], ("company", ["docker.io", legacy, "docker.i*{}"]), ("team", [legacy])),
        Row("team/app", ["team", "company"], ("team", [legacy]), ("company", [legacy])),
        Row(
            "company/app",
            ["team", "company", "ANON"],
            ("team", [legacy]),
            ("company", [legacy]),
            ("anon", [legacy + "{}"])
        ),
        Row("team/app", ["ANON"], ("team", [legacy]), ("company", [legacy]), ("anon", ["docker.i*{}"])),
        Row("team/app", ["team"], ("team", [legacy]), ("company", ["docker.io/company/"])),
        Row("company/app", ["company"], ("team", [legacy]), ("company", ["docker.io/company/"])),
        Row("company/app", ["team"], ("team", ["docker.io"]), ("company", [legacy])),
        Row("company/app", ["a"], ("a", ["index.docker.io"])),
        Row("company/app", [], ("a", ["registry-1.docker.io"])),
        // The fallback is of each keyring by itself.
        Row(
            "team/app",
            ["team", "node", "plug"],
            ("team", [legacy]),
            ("node", ["docker.io"]),
            ("plug", ["docker.io"])
        ),
        // The node: after the Pod's Secrets, providers merged and by the order of keys; a longer path of a later one goes first.
        Row(
            "fake.lab/a/b",
            ["ghost", "node", "plug"],
            ("plug", ["fake.lab"]),
            ("node", ["fake.lab"]),
            ("ghost", ["fake.lab"])
        ),
        Row("fake.lab/a/b", ["plug1", "plug2"], ("plug1", ["fake.lab"]), ("plug2", ["fake.lab"])),
        Row("fake.lab/a/b", ["plug2", "plug1"], ("plug1", ["fake.lab"]), ("plug2", ["fake.lab/a/"])),
        Row("fake.lab/a/b", ["plug", "ANON"], ("plug", ["fake.lab", "fake.la*{}"])),
        Row("fake.lab/a/b", ["ANON", "node"], ("anon", ["fake.lab{}"]), ("node", ["fake.lab"])),
    ]

    @Test(arguments: recorded)
    func `agrees with what a kubelet was seen to do`(row: Row) throws {
        let reference = try ImageReference(parsing: row.image)
        let tried = PodKeyring(row.sources).tries(for: reference.repository).map { tried -> String in
            guard !tried.isEmpty else { return "ANON" }
            return switch tried.holder {
            case .secret(let name): name
            case .nodeFile: "node"
            case .plugin(let name): name
            }
        }
        #expect(tried == row.tried)
    }

    @Test func `counts a Secret twice that is named twice`() {
        let source = PodKeyring.Source(.secret("a"), keys: [("ghcr.io", false)])
        #expect(PodKeyring([source, source]).tries(for: "ghcr.io/a/b").count == 2)
    }
}

extension KeyringVector.Config.Entry {
    /// User name and password as the kubelet takes them: `auth` before the others.
    fileprivate var login: String {
        guard let auth, !auth.isEmpty else { return "\(username ?? ""):\(password ?? "")" }
        let text = Data(base64Encoded: auth.padded).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        return "\(text[..<colon]):\(text[colon...].dropFirst())"
    }

    fileprivate var isEmpty: Bool { login == ":" }
}

extension String {
    fileprivate var padded: String { self + String(repeating: "=", count: (4 - count % 4) % 4) }
}
