internal import Configuration
internal import Credentials
internal import Images
internal import Text

/// Why an entry of `also` does not fit a credential, as the end of a sentence; holds nothing of it.
struct AlsoFault: Error, Sendable, Hashable {
    var reason: String
}

extension AlsoSecret {
    /// The most bytes of all values: the API server takes a megabyte, metadata included.
    private static let maximumBytes = 1_000_000

    /// The Secret's data, made of what Pods are given.
    func filled(from dockerConfigJSON: [UInt8]) -> Result<[String: [UInt8]], AlsoFault> {
        var login: DockerConfig.Entry?
        if needsLogin {
            switch self.login(in: dockerConfigJSON) {
            case .success(let found): login = found
            case .failure(let fault): return .failure(fault)
            }
        }
        let credential = login?.credential
        var filled: [String: [UInt8]] = [:]
        var size = 0
        for (key, template) in data {
            let bytes = template.filled { place in
                switch place {
                case .username: Array((credential?.username ?? "").utf8)
                case .password, .token: Array((credential?.password ?? "").utf8)
                case .auth:
                    Array(
                        Base64.encode(Array("\(credential?.username ?? ""):\(credential?.password ?? "")".utf8)).utf8
                    )
                case .host: Array(host(of: login).utf8)
                case .dockerconfigjson: dockerConfigJSON
                }
            }
            size += bytes.count
            filled[key] = bytes
        }
        guard size <= Self.maximumBytes else {
            return .failure(AlsoFault(reason: "it would have \(size) bytes, and a Secret has room for 1 MB"))
        }
        return .success(filled)
    }

    private func host(of login: DockerConfig.Entry?) -> String {
        registry.map { String($0.prefix { $0 != "/" }) } ?? login.map { Self.place(of: $0, withPath: false) } ?? ""
    }

    /// The one entry that is meant.
    private func login(in dockerConfigJSON: [UInt8]) -> Result<DockerConfig.Entry, AlsoFault> {
        var entries = ((try? DockerConfig(parsing: dockerConfigJSON))?.entries ?? []).filter {
            !$0.credential.username.isEmpty || !$0.credential.password.isEmpty
        }
        if let registry, let wanted = try? ImagePattern(parsing: registry) {
            entries = entries.filter { entry in
                (try? ImagePattern(parsing: Self.place(of: entry, withPath: true)))?.covers(wanted) ?? false
            }
            // As the kubelet does: what is named most closely goes first.
            let longest = entries.map { Self.place(of: $0, withPath: true).utf8.count }.max()
            entries = entries.filter { Self.place(of: $0, withPath: true).utf8.count == longest }
        }
        guard let first = entries.first else {
            return .failure(
                AlsoFault(reason: registry.map { "there is none for \($0)" } ?? "there is none with a user name")
            )
        }
        guard entries.allSatisfy({ $0.credential == first.credential }) else {
            return .failure(
                AlsoFault(
                    reason:
                        "there are several, and nothing says which is meant: write registry: and one of its hosts into the entry of also"
                )
            )
        }
        return .success(first)
    }

    /// Where an entry's key leads, by the name that images have.
    private static func place(of entry: DockerConfig.Entry, withPath: Bool) -> String {
        let key = AuthsKey(key: entry.registry)
        let host = key.isLegacyDockerHub ? "docker.io" : key.host
        return host + key.port + (withPath ? key.path : "")
    }
}
