package import Kubernetes

extension TestAPIServer: KubernetesTransport {
    /// Sends a request as an administrator, with the faults that meet it.
    package func send(_ request: KubernetesRequest) async throws -> KubernetesResponse {
        try await administration.send(request)
    }

    /// Opens a watch as an administrator, with the faults that meet it.
    package func open(_ request: KubernetesRequest) async throws -> any KubernetesByteStream {
        try await administration.open(request)
    }

    private var administration: InProcessTransport {
        InProcessTransport(server: self, caller: Caller(identity: .user(Self.administrator), agent: "test"))
    }

    /// The in-process transport of a user; ``setUser(_:token:rules:)`` says what it may do.
    ///
    /// The agent is the field manager where a request names none: over HTTP the first word of User-Agent.
    package func transport(as user: String, agent: String = "pullpass") -> any KubernetesTransport {
        InProcessTransport(server: self, caller: Caller(identity: .user(user), agent: agent))
    }

    /// The in-process transport of whoever has a token; ``revoke(token:)`` makes all its requests 401.
    package func transport(token: String, agent: String = "pullpass") -> any KubernetesTransport {
        InProcessTransport(server: self, caller: Caller(identity: .token(token), agent: agent))
    }
}
