import Configuration
import EventLoop
import HTTP
import HTTPClient
import Images
import Linux
import Synchronization
import TLS
import TestSupport
import Testing
import Text

@testable import Credentials
@testable import Providers

/// The wall clock of the tests.
let noon = WallClock { Timestamp(seconds: 1_700_000_000) }

/// A registry read from the lines of its entry in a configuration, for a node where they say `fromPod`.
func registry(_ lines: String) throws -> Registry {
    let mode: Configuration.Mode = lines.contains("fromPod:") ? .node : .cluster
    let indented = lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    let text = sayingWhoseHosts(
        "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n\(indented)\n"
    )
    let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: mode, kinds: CredentialKinds.all)
    return try #require(reading.configuration?.registries.first, "\(reading.diagnostics)")
}

/// The fetcher for the lines of an entry, or for one image of it.
func fetcher(
    _ lines: String,
    for image: String? = nil,
    environment: [String: String] = [:],
    secrets: FakeSecrets = FakeSecrets(),
    serviceAccounts: any ServiceAccountReader = NoServiceAccounts(),
    files: FakeFiles = FakeFiles(),
    clock: WallClock = noon,
    http: HTTPClient? = nil,
    makesKeys: Bool = false
) throws -> any CredentialFetcher {
    let whole = try registry(lines)
    let made = makeFetcher(
        registry: try image.map { whole.narrowed(to: try ImageReference(parsing: $0)) } ?? whole,
        environment: environment,
        secrets: secrets,
        serviceAccounts: serviceAccounts,
        clock: clock,
        http: try http ?? network(),
        files: files
    )
    if var pod = made as? PodFetcher {
        pod.base = withTestsOwn(pod.base, makesKeys: makesKeys)
        return pod
    }
    return withTestsOwn(made, makesKeys: makesKeys)
}

/// A fetcher that neither waits nor makes keys.
private func withTestsOwn(_ made: any CredentialFetcher, makesKeys: Bool) -> any CredentialFetcher {
    if var azure = made as? ACRFetcher {
        // The loop's clock stands still.
        azure.pause = { _ in }
        return azure
    }
    // A new RSA key for each of hundreds of fetches would keep every thread busy for a minute.
    guard var oracle = made as? OCIRFetcher, !makesKeys else { return made }
    oracle.makeSessionKey = { () throws(TLSError) in try SigningKey.parsed() }
    return oracle
}

/// The loop of all fetches; it lives as long as the tests.
///
/// Its clock stands still: no time-out passes because a machine is busy.
let fetchLoop = Result { () throws(SystemCallError) in try EventLoop(clock: HandClock().clock) }

/// Believes everybody; made once, since that takes longer than most tests.
private let credulous = Result { () throws(TLSError) in try TLSClientContext(trust: .insecure) }

/// A client without a proxy that believes everybody, on the loop of ``fetched(by:on:)``.
///
/// - Parameters:
///   - loop: Its loop; nil for the one of all fetches.
///   - agent: What it calls itself, where a ``ProviderPeer`` is to know it by that.
/// - Returns: The client.
/// - Throws: Where there is no loop or no TLS.
func network(on loop: EventLoop? = nil, agent: String = "pullpass") throws -> HTTPClient {
    HTTPClient(loop: try loop ?? fetchLoop.get(), tls: try credulous.get(), userAgent: agent)
}

/// Fetches on the loop of ``network(on:)``, as whatever asks a provider must be.
func fetched(by fetcher: any CredentialFetcher, on loop: EventLoop? = nil) async throws -> FetchedCredential {
    try await Task(executorPreference: try loop ?? fetchLoop.get()) { try await fetcher.fetch() }.value
}

/// The error of a fetch that has to fail; a success tells what the provider was asked, and by whom else.
func failure(
    of fetcher: any CredentialFetcher,
    on loop: EventLoop? = nil,
    asking peer: ProviderPeer? = nil
) async throws -> CredentialError {
    do {
        let fetched = try await fetched(by: fetcher, on: loop)
        throw UnexpectedSuccess(text: "\(fetched)", requests: peer?.requests ?? [], strangers: peer?.strangers ?? [])
    } catch let error as CredentialError {
        return error
    }
}

/// An answer that breaks one request of several, and each that is like it from there on: which one that is says its method and path and how many of these
/// came before, not its place among all that somebody may ask.
func breaking(
    _ broken: Int,
    of requests: [ProviderRequest],
    with fault: @escaping @Sendable () -> HTTPResponse,
    otherwise answer: @escaping ProviderPeer.Answer
) -> ProviderPeer.Answer {
    let (method, path) = (requests[broken].method, requests[broken].path)
    let before = requests[..<broken].count { $0.method == method && $0.path == path }
    let asked = Mutex(0)
    return { request in
        guard request.method == method, request.path == path else { return answer(request) }
        let index = asked.withLock { asked in
            defer { asked += 1 }
            return asked
        }
        return index >= before ? fault() : answer(request)
    }
}

/// The error of a fetch whose provider takes the connection and never answers; the loop's clock runs as fast as it can.
///
/// - Parameter make: The fetcher for a client and the provider's URL.
/// - Returns: The error.
/// - Throws: What `make` throws, or ``UnexpectedSuccess``.
func failureOfSilence(
    _ make: @escaping @Sendable (HTTPClient, String) throws -> any CredentialFetcher
) async throws -> CredentialError {
    let clock = HandClock()
    let silence = try SilentPeer()
    let error = try await withEventLoop(clock: clock.clock) { loop in
        let client = try network(on: loop)
        let fetcher = try make(client, silence.url)
        let isDone = Atomic(false)
        async let error = { () async throws -> CredentialError in
            defer { isDone.store(true, ordering: .releasing) }
            return try await failure(of: fetcher, on: loop)
        }()
        while !isDone.load(ordering: .acquiring) {
            clock.advance(bySeconds: 1, wake: loop)
            await Task.yield()
        }
        return try await error
    }
    _ = silence.url
    return error
}

/// A fetch that worked and should not have.
struct UnexpectedSuccess: Error {
    let text: String
    /// What the provider was asked, where it is known.
    var requests: [ProviderRequest] = []
    /// What it was asked by others.
    var strangers: [ProviderRequest] = []
}

/// A credential whose user name tells where it comes from.
func credential(_ username: String, password: String = "p") -> RegistryCredential {
    RegistryCredential(username: username, password: SecretText(password), fetchedAt: Timestamp(seconds: 0))
}

/// What `DockerAuths` gives for patterns and one credential of user `u`.
func auths(_ patterns: [String], user: String = "u") throws -> DockerAuths {
    DockerAuths(patterns: try patterns.map { try ImagePattern(parsing: $0) }, credential: credential(user))
}

/// The Secret of the anonymous try that follows others.
func anonymous(following secrets: [UInt8]...) -> [UInt8] {
    AnonymousAuths(following: secrets.flatMap(AnonymousAuths.keysWithCredential)).dockerConfigJSON()
}

/// The user names in the order in which the kubelet tries them for an image; empty for an anonymous attempt.
func attempts(_ secrets: [[UInt8]], _ image: String) throws -> [String] {
    let configs = try secrets.map { try DockerConfig(parsing: $0) }
    return DockerKeyring(configs).lookup(try ImageReference(parsing: image).repository).map(\.username)
}

/// All ways to print a value.
func printed(_ value: some Any) -> String {
    var text = ""
    dump(value, to: &text)
    dump([value], to: &text)
    return text + "\(value)" + String(reflecting: value) + String(describing: value) + "\(Optional(value) as Any)"
}
