internal import EventLoop
internal import FoundationEssentials
internal import HTTP
internal import Text

/// What proves a request, fresh each time.
struct RequestProof: Sendable {
    /// The value of the Authorization field.
    let authorization: String?
    /// The client certificate.
    let certificate: ClientCertificate?
}

/// Keeps what proves us fresh: reads token files again, and runs exec plugins when what they gave has expired or was refused.
///
/// Used on its loop only, hence the unchecked conformance.
final class ClusterCredentials: @unchecked Sendable {
    private enum Source {
        case fixed(String?)
        case file(TokenFile)
        case plugin(ExecPlugin)
    }

    /// A plugin is not run again for every request that waits: neither after a failure, nor where it prints what has expired.
    private static let pause = Duration.seconds(5)
    /// What expires within this time is fetched anew.
    private static let margin = Duration.seconds(10)

    private let loop: EventLoop
    private let wallClock: WallClock
    private let user: ClusterUser
    private var source: Source
    private var credential: (value: ExecCredentialStatus, fetchedAt: LoopInstant)?
    private var isRunning = false
    private var waiters: [AsyncStream<Never>.Continuation] = []
    private var failure: (error: KubernetesTransportError, until: LoopInstant)?

    init(_ user: ClusterUser, loop: EventLoop, wallClock: WallClock) {
        self.user = user
        self.loop = loop
        self.wallClock = wallClock
        source =
            switch user.authentication {
            case .none: .fixed(nil)
            case .token(let token): .fixed("Bearer \(token)")
            case .tokenFile(let path, let fallback): .file(TokenFile(path: path, fallback: fallback))
            case .basic(let username, let password):
                .fixed("Basic " + Base64.encode(Array("\(username):\(password)".utf8)))
            case .exec(let plugin): .plugin(plugin)
            }
    }

    /// The proof for a request that is about to be sent.
    func proof() async throws -> RequestProof {
        switch source {
        case .fixed(let authorization):
            return RequestProof(authorization: authorization, certificate: user.certificate)
        case .file(var file):
            defer { source = .file(file) }
            let token = try file.current(now: loop.preciseNow())
            return RequestProof(authorization: "Bearer \(token)", certificate: user.certificate)
        case .plugin(let plugin):
            let credential = try await current(plugin)
            return RequestProof(
                authorization: credential.token.map { "Bearer \($0)" },
                certificate: credential.certificate ?? user.certificate
            )
        }
    }

    /// The server has refused a proof with 401.
    ///
    /// - Returns: whether there may be a better one by now, so that the request is worth a second try.
    func refused(_ proof: RequestProof) async -> Bool {
        switch source {
        case .fixed: return false
        case .file(var file):
            file.expire()
            source = .file(file)
        case .plugin:
            // Another request may have brought a new one already.
            let isSame =
                credential?.value.token.map { "Bearer \($0)" } == proof.authorization
                && (credential?.value.certificate ?? user.certificate) == proof.certificate
            if isSame { credential = nil }
        }
        guard let fresh = try? await self.proof() else { return false }
        return fresh.authorization != proof.authorization || fresh.certificate != proof.certificate
    }

    // MARK: The plugin

    private func current(_ plugin: ExecPlugin) async throws -> ExecCredentialStatus {
        while true {
            if let credential, isUsable(credential) { return credential.value }
            if let failure, loop.preciseNow() < failure.until { throw failure.error }
            if !isRunning { return try await run(plugin) }
            // One run serves all that wait; a waiter that is cancelled leaves.
            let (stream, continuation) = AsyncStream<Never>.makeStream()
            waiters.append(continuation)
            for await _ in stream {}
            try Task.checkCancellation()
        }
    }

    private func isUsable(_ credential: (value: ExecCredentialStatus, fetchedAt: LoopInstant)) -> Bool {
        guard let expiresAt = credential.value.expiresAt else { return true }
        return wallClock.now() < expiresAt - Self.margin
            || loop.preciseNow() < credential.fetchedAt.advanced(by: Self.pause)
    }

    private func run(_ plugin: ExecPlugin) async throws -> ExecCredentialStatus {
        isRunning = true
        defer {
            isRunning = false
            for waiter in waiters { waiter.finish() }
            waiters = []
        }
        do throws(KubernetesTransportError) {
            let fresh = try await ExecCredentialStatus.run(plugin)
            failure = nil
            credential = (fresh, loop.preciseNow())
            return fresh
        } catch {
            try Task.checkCancellation()
            failure = (error, loop.preciseNow().advanced(by: Self.pause))
            throw error
        }
    }
}
