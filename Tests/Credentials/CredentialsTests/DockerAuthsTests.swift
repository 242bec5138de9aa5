import Credentials
import Images
import Testing
import Text

@testable import CredentialsTestSupport

/// The text of the Secret, byte for byte.
@Suite struct `The auths of a Secret` {
    private func json(_ auths: DockerAuths) -> String { String(decoding: auths.dockerConfigJSON(), as: UTF8.self) }

    private let up = #"{"auth":"dTpw","password":"p","username":"u"}"#

    @Test func `have patterns verbatim as keys, path included, sorted by their bytes`() throws {
        let patterns = ["ghcr.io/team/", "ghcr.io", "*.gcr.io", "r.example.com:5000/a", "ghcr.io"]
        #expect(
            json(try auths(patterns))
                == #"{"auths":{"*.gcr.io":\#(up),"ghcr.io":\#(up),"ghcr.io/team/":\#(up),"r.example.com:5000/a":\#(up)}}"#
        )
    }

    @Test(arguments: ["docker.io", "docker.io/", "u@docker.io", "docker.io?a", "docker.io/#a"])
    func `have for all of Docker Hub the key alone that docker login writes`(pattern: String) throws {
        #expect(json(try auths([pattern])) == #"{"auths":{"https://index.docker.io/v1/":\#(up)}}"#)
        #expect(json(try auths([pattern, "docker.io"])) == #"{"auths":{"https://index.docker.io/v1/":\#(up)}}"#)
    }

    @Test(arguments: ["*.io", "docker.*", "d*r.io", "docker.io:443", "docker.io/v1/", "Docker.io"])
    func `have every other pattern as it is, those that match Docker Hub among others too`(pattern: String) throws {
        let key = pattern == "docker.io/v1/" ? "docker.io/v1/v1/" : pattern
        #expect(json(try auths([pattern])) == #"{"auths":{"\#(key)":\#(up)}}"#)
    }

    @Test func `have no key for all of Docker Hub when the pattern is for a part of it`() throws {
        #expect(json(try auths(["docker.io/team/"])) == #"{"auths":{"docker.io/team/":\#(up)}}"#)
    }

    @Test func `do not depend on the order of the patterns`() throws {
        let patterns = ["quay.io", "docker.io", "ghcr.io/b/", "ghcr.io/a/"]
        let text = json(try auths(patterns, user: "u"))
        for start in patterns.indices {
            let turned = Array(patterns[start...] + patterns[..<start])
            #expect(json(try auths(turned, user: "u")) == text)
        }
    }

    @Test(arguments: [
        ("plain", #""plain""#), (#"a"b\c"#, #""a\"b\\c""#), ("a\nb\r\tc", #""a\nb\r\tc""#),
        ("\u{0}\u{1}\u{F}\u{10}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u000f\\u0010\\u001f\u{7F}\""),
        ("pässwörd 🐳", #""pässwörd 🐳""#), ("</script>&\u{2028}", "\"</script>&\u{2028}\""),
    ])
    func `escape what JSON escapes and nothing else`(password: String, written: String) throws {
        let auths = DockerAuths(
            entries: [.init(key: "ghcr.io", credential: credential("u", password: password))]
        )
        #expect(json(auths).contains(#""password":\#(written),"#))
        let read = try DockerConfig(parsing: auths.dockerConfigJSON()).entries
        #expect(read.map(\.credential) == [DockerCredential(username: "u", password: password)])
    }

    @Test func `leave out the field auth for a user name with a colon, which it cannot tell`() throws {
        let auths = DockerAuths(
            entries: [.init(key: "ghcr.io", credential: credential("a:b", password: "c:d"))]
        )
        #expect(json(auths) == #"{"auths":{"ghcr.io":{"password":"c:d","username":"a:b"}}}"#)
        #expect(
            try DockerConfig(parsing: auths.dockerConfigJSON()).entries.map(\.credential)
                == [DockerCredential(username: "a:b", password: "c:d")]
        )
    }

    @Test func `keep keys apart that Swift takes for equal text and the kubelet does not`() throws {
        let keys = ["r.example.com/e\u{301}", "r.example.com/\u{E9}"]
        let auths = DockerAuths(
            entries: keys.map { .init(key: $0, credential: credential("u")) }
        )
        #expect(auths.entries.count == 2)
    }

    @Test(arguments: [
        (DockerAuths(entries: []), "no credential"),
        (DockerAuths(entries: [.init(key: "ghcr.io", credential: credential(""))]), "for ghcr.io has no user name"),
        (
            DockerAuths(entries: [
                .init(key: "https://me:hunter2@quay.io/v2/", credential: credential("u", password: ""))
            ]), "for quay.io has no password"
        ),
        (
            DockerAuths(
                entries: [
                    .init(key: "ghcr.io", credential: credential("u", password: String(repeating: "x", count: 600_000)))
                ]
            ), "a Secret holds at most 1048576"
        ),
    ])
    func `are never a fetched credential when they are empty or too large`(auths: DockerAuths, reason: String) throws {
        let error = #expect(throws: CredentialError.self) {
            _ = try FetchedCredential(auths: auths, fetchedAt: Timestamp(seconds: 0), identity: "file f")
        }
        #expect(error?.kind == .misconfigured)
        #expect(error?.description.hasPrefix("file f: ") == true)
        #expect(error?.description.contains(reason) == true)
    }

    @Test func `name their keys and hide the rest`() throws {
        let auths = DockerAuths(
            entries: [
                .init(key: "https://me:hunter2@ghcr.io/v2/", credential: credential("hunter2")),
                .init(key: "quay.i*", credential: credential("u")),
            ]
        )
        #expect(auths.description == "{ghcr.io: <redacted>, quay.i*: <redacted>}")
    }
}
