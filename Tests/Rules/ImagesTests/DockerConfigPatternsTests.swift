import Images
import Testing

@Suite("The images that a Secret is for")
struct DockerConfigPatternsTests {
    private func patterns(_ keys: [String], credential: String = #""username":"u","password":"p""#) throws -> [String] {
        let entries = keys.map { "\"\($0)\":{\(credential)}" }.joined(separator: ",")
        return try DockerConfig(parsing: Array("{\"auths\":{\(entries)}}".utf8)).imagePatterns.map(\.text)
    }

    @Test(arguments: [
        (["ghcr.io"], ["ghcr.io"]), (["https://ghcr.io/acme"], ["ghcr.io/acme"]),
        (["https://index.docker.io/v1/"], ["docker.io"]), (["docker.io"], ["docker.io"]),
        (["https://index.docker.io/v1/", "docker.io"], ["docker.io"]),
        (["http://registry:5000/v2/"], ["registry:5000"]),
        (["*.azurecr.io"], ["*.azurecr.io"]), (["b.example", "a.example"], ["b.example", "a.example"]),
    ])
    func `keys become patterns as the kubelet reads them`(keys: [String], expected: [String]) throws {
        #expect(try patterns(keys) == expected)
    }

    @Test func `an entry without a credential is for nothing`() throws {
        #expect(try patterns(["ghcr.io"], credential: "").isEmpty)
    }

    @Test(arguments: ["ghcr.io/acme/app", "docker.io/library/nginx", "registry:5000/x", "quay.io/a/b"])
    func `a pattern matches where the kubelet finds a credential`(repository: String) throws {
        let keys = ["https://ghcr.io/acme", "https://index.docker.io/v1/", "http://registry:5000/v2/"]
        let text = keys.map { "\"\($0)\":{\"username\":\"u\",\"password\":\"p\"}" }.joined(separator: ",")
        let config = try DockerConfig(parsing: Array("{\"auths\":{\(text)}}".utf8))
        let reference = try ImageReference(parsing: repository)
        let isMatch = config.imagePatterns.contains { $0.matches(reference) }
        #expect(isMatch == !DockerKeyring([config]).lookup(reference.repository).isEmpty)
    }
}
