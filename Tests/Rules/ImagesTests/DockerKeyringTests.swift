import Images
import Testing

@Suite struct `The keyring` {
    @Test(arguments: try rows("keyring.jsonl", as: KeyringRow.self))
    func `tries the credentials that the kubelet tries`(row: KeyringRow) throws {
        let configs = row.configs.map { try? DockerConfig(parsing: Array($0.text.utf8)) }
        #expect(configs.contains { $0 == nil } == (row.broken == true))
        let credentials = DockerKeyring(configs.compactMap(\.self)).lookup(row.repo)
        #expect(credentials.map { "\($0.username):\($0.password)" } == row.creds)
        #expect(!credentials.isEmpty == row.found)
    }

    @Test func `tries an empty entry under a later-sorting glob last`() throws {
        let keyring = DockerKeyring([
            try config(
                #"{"auths":{"docker.i*":{},"docker.io":{"auth":"dTpw"},"https://index.docker.io/v1/":{"auth":"dTpw"}}}"#
            )
        ])
        #expect(keyring.lookup("docker.io/library/nginx").map(\.username) == ["u", ""])
        #expect(keyring.lookup("docker.io/team/x").map(\.username) == ["u", ""])
    }

    @Test func `falls back on index.docker.io only when nothing else matches`() throws {
        let hub = try config(#"{"auths":{"https://index.docker.io/v1/":{"username":"hub"}}}"#)
        let team = try config(#"{"auths":{"docker.io/team/":{"username":"team"}}}"#)
        #expect(DockerKeyring([hub, team]).lookup("docker.io/team/x").map(\.username) == ["team"])
        #expect(DockerKeyring([hub, team]).lookup("docker.io/other/x").map(\.username) == ["hub"])
        #expect(DockerKeyring([hub]).lookup("ghcr.io/team/x").isEmpty)
        #expect(DockerKeyring([hub]).lookup("localhost/x").map(\.username) == ["hub"])
        #expect(DockerKeyring([hub]).lookup("").isEmpty)
    }

    @Test func `keeps the order of the Secrets for equal keys`() throws {
        let first = try config(#"{"auths":{"https://ghcr.io":{"username":"1"},"ghcr.io/v2":{"username":"path"}}}"#)
        let second = try config(#"{"auths":{"ghcr.io/v2/":{"username":"2"},"http://ghcr.io":{"username":"3"}}}"#)
        #expect(DockerKeyring([first, second]).lookup("ghcr.io/a").map(\.username) == ["1", "2", "3"])
    }

    @Test(arguments: ["%zz", "a b", "[", "ghcr.io:x", ""])
    func `never matches a key that is no URL`(key: String) throws {
        let entry = DockerConfig.Entry(registry: key, credential: DockerCredential(username: "u", password: "p"))
        #expect(DockerKeyring([DockerConfig(entries: [entry])]).lookup("ghcr.io/a").isEmpty)
    }

    private func config(_ text: String) throws -> DockerConfig { try DockerConfig(parsing: Array(text.utf8)) }
}
