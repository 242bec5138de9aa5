import Credentials
import Images
import Testing

@testable import CredentialsTestSupport

@Suite struct `The Secret of the anonymous try` {
    private func json(_ keys: String...) -> String {
        String(decoding: AnonymousAuths(following: keys).dockerConfigJSON(), as: UTF8.self)
    }

    @Test func `has an empty entry for each key, sorted, each key once`() {
        #expect(
            json("quay.io", "https://index.docker.io/v1/", "ghcr.io/team/", "quay.io", "index.docker.io")
                == #"{"auths":{"https://ghcr.io/team/":{},"https://index.docker.io":{},"https://quay.io":{}}}"#
        )
        #expect(json() == #"{"auths":{}}"#)
    }

    /// A key, and images that it serves.
    private static let keys: [(String, [String])] = [
        ("https://index.docker.io/v1/", ["nginx", "team/x", "docker.io/a/b"]), ("index.docker.io", ["nginx"]),
        ("http://index.docker.io/v2/", ["nginx"]), ("docker.io", ["nginx"]), ("docker.io/", ["team/x"]),
        ("docker.io/team/", ["team/x"]), ("ghcr.io", ["ghcr.io/a"]), ("https://ghcr.io", ["ghcr.io/a"]),
        ("https://ghcr.io/v2/", ["ghcr.io/a"]), ("ghcr.io/v1/team", ["ghcr.io/team"]),
        ("ghcr.io/v1/v1/", ["ghcr.io/v1/x"]),
        ("*.gcr.io", ["eu.gcr.io/a"]), ("*.*", ["a.b/c"]), ("r.example:5000/x", ["r.example:5000/x/y"]),
        ("[::1]:5000", ["[::1]:5000/a"]), ("u:p@ghcr.io", ["ghcr.io/a"]), ("ghcr.io?a#b", ["ghcr.io/a"]),
        ("r_1.example", ["r_1.example/a"]), ("xn--bcher-kva.example/v2", ["xn--bcher-kva.example/v2ray/x"]),
    ]

    @Test(arguments: keys.indices)
    func `has keys that are the same to the kubelet`(index: Int) throws {
        let (key, images) = Self.keys[index]
        let secret = DockerAuths(entries: [.init(key: key, credential: credential("u"))]).dockerConfigJSON()
        for image in images {
            #expect(try attempts([secret, anonymous(following: secret)], image) == ["u", ""], "\(key) \(image)")
            #expect(try attempts([anonymous(following: secret), secret], image) == ["", "u"], "\(key) \(image)")
        }
    }

    /// `authsKeychain.Resolve` of go-containerregistry: all Secrets of the Pod in one table, later ones win, exact texts.
    private func keychain(_ secrets: [[UInt8]], _ repository: String) throws -> String? {
        var table: [String: String] = [:]
        for entry in try secrets.flatMap({ try DockerConfig(parsing: $0).entries }) {
            table[entry.registry] = entry.credential.username
        }
        let host = String(repository.prefix { $0 != "/" })
        return table[repository] ?? table[host == "index.docker.io" ? AuthsKey.legacyDockerHub : host]
    }

    @Test(arguments: [
        ("ghcr.io", "ghcr.io/team/app"), ("docker.io", "index.docker.io/team/app"),
        ("r.example:5000", "r.example:5000/a"),
        ("ghcr.io/team/app", "ghcr.io/team/app"),
    ])
    func `takes no credential away from readers that know exact keys and heed the last one`(
        pattern: String,
        repository: String
    ) throws {
        let secret = try auths([pattern]).dockerConfigJSON()
        #expect(try keychain([secret, anonymous(following: secret)], repository) == "u")
    }

    @Test func `repeats no user that a key has`() {
        #expect(json("https://me:hunter2@ghcr.io/v2/") == #"{"auths":{"https://ghcr.io":{}}}"#)
    }

    @Test func `follows what has a credential, and nothing of what the kubelet cannot read`() {
        func keys(_ json: String) -> [String] { AnonymousAuths.keysWithCredential(in: Array(json.utf8)) }
        let up = #"{"username":"u","password":"p"}"#
        #expect(keys(#"{"auths":{"a.b":\#(up),"c.d":{},"e.f":{"auth":""},"g.h":{"auth":"dTo="}}}"#) == ["a.b"])
        #expect(keys(#"{"auths":{"a.b":\#(up),"c.d":{"auth":"!"}}}"#) == [])
        #expect(keys("") == [])
    }

    @Test func `always fits into a Secret`() {
        let long = (0..<2000).map { "r\($0).example/" + String(repeating: "x", count: 1000) }
        let auths = AnonymousAuths(following: long)
        #expect(auths.dockerConfigJSON().count < DockerConfig.maximumBytes)
        #expect(auths.keys.count > 400)
    }
}
