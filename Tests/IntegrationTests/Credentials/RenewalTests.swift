import Credentials
import FoundationEssentials
import HTTP
import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

/// What the keeper does for every kind whose tokens end.
@Suite struct `A token that ends` {
    /// A plugin is nobody's server, and what it says ends too.
    private static let kinds = KindUnderTest.all.filter { $0.provider != nil || $0.name == "exec" }

    @Test(arguments: kinds)
    func `is fetched again before its end, and the new one is in the namespace's Secret`(kind: KindUnderTest)
        async throws
    {
        let clock = MovingClock()
        try await withPeer(kind.renewing(by: clock.wall)) { peer in
            try await CredentialCluster.with(clock: clock.steady, wall: { clock.wall.now().seconds }) { cluster in
                try await keep(kind, at: peer.url, in: cluster, on: clock)
            }
        }
    }

    private func keep(
        _ kind: KindUnderTest,
        at provider: String,
        in cluster: CredentialCluster,
        on clock: MovingClock
    ) async throws {
        try cluster.createSources(kind)
        func filled(_ text: String) -> String { text.replacing("PROVIDER", with: provider) }
        let files = FakeFiles(kind.files.mapValues(filled))
        let fetches = UnderWay()
        let keeper = try cluster.keeper(
            CredentialCluster.configuration([("r", filled(kind.lines))]) + CredentialCluster.patience,
            environment: kind.environment.mapValues(filled),
            files: files,
            clock: clock.wall,
            wrap: { fetches.counting($0) }
        )
        let task = Task(executorPreference: cluster.loop) { await keeper.run() }
        defer { task.cancel() }
        let began = await cluster.pass(upTo: 60, step: 1, clock, fetches) { cluster.secret != nil }
        try #require(began, "\(cluster.server.events(in: "pullpass"))")
        let first = try #require(cluster.secret)
        let end = try #require(cluster.end)
        #expect(end > clock.wall.now())
        // What a plugin gets and says changes, in a way that no watch of files sees.
        if kind.name == "exec" { files.set("/p", Array("hunter2-q\n".utf8)) }

        let left = (end - clock.wall.now()).inSeconds
        let renewed = await cluster.pass(upTo: left - 1, step: left / 200, clock, fetches) {
            cluster.secret?.data != first.data
        }
        #expect(renewed && clock.wall.now() < end, "\(cluster.server.events(in: "pullpass"))")
        // Not in a hurry either.
        #expect(clock.passed > left / 4)
        try cluster.check(kind)
        #expect(cluster.secret?.metadata.uid == first.metadata.uid)
        #expect(cluster.end ?? .distantPast > end)
        #expect(cluster.server.events(in: "pullpass").allSatisfy { $0.reason != "CredentialFailed" })
        task.cancel()
        await task.value
    }
}

extension CredentialCluster {
    /// The copy of registry `r` in the namespace that is opted in.
    fileprivate var secret: SecretObject? { server.secret("team", "pullpass-r") }

    /// When the credential of registry `r` ends, as the master says.
    fileprivate var end: Timestamp? {
        server.secret("pullpass", "pullpass-master.r")?.metadata.annotations["pullpass.dev/expires-at"]
            .flatMap(Timestamp.init(rfc3339:))
    }
}

extension KindUnderTest {
    /// The kind's provider at a time that passes; each second it gives another token.
    fileprivate func renewing(by clock: WallClock) -> ProviderPeer.Answer {
        func stub<Stub: ProviderStub>(_ type: Stub.Type) -> ProviderPeer.Answer {
            var stub = Stub()
            stub.clock = clock
            return { [stub] in stub.answer($0) }
        }
        let answer: ProviderPeer.Answer =
            switch name.prefix(while: { $0 != " " }) {
            case "ecr", "ecrPublic": stub(AWSStub.self)
            case "gar": stub(GoogleStub.self)
            case "acr": stub(AzureStub.self)
            case "ocir": stub(OracleStub.self)
            case "icr": stub(IBMStub.self)
            case "github": stub(GitHubStub.self)
            case "jfrog": stub(JFrogStub.self)
            case "quay": stub(QuayStub.self)
            default: provider ?? { _ in .text(500, "nobody is asked") }
            }
        return { request in
            Self.marked(answer(Self.unmarked(request)), "-later-\((clock.now() - noon.now()).components.seconds)")
        }
    }

    private static func unmarked(_ request: ProviderRequest) -> ProviderRequest {
        var fields = HTTPFields()
        for index in 0..<request.fields.count {
            let (name, value) = request.fields.line(at: index)
            let isMarked = name.lowercased() == "authorization" && value.hasPrefix("Bearer ")
            fields.append(
                name: name,
                value: isMarked ? value.split(separator: "-later-").first.map(String.init) ?? "" : value
            )
        }
        return ProviderRequest(
            method: request.method,
            path: request.path,
            query: request.query,
            fields: fields,
            body: request.body
        )
    }

    /// The same answer with another token in it, unless the tokens tell themselves when they were made.
    private static func marked(_ response: HTTPResponse, _ mark: String) -> HTTPResponse {
        var text = String(decoding: response.body, as: UTF8.self)
        for key in ["token", "access_token", "accessToken", "authorizationToken"] {
            let start = "\"\(key)\":\""
            guard let range = text.firstRange(of: start) else { continue }
            let value = text[range.upperBound...].prefix { $0 != "\"" }
            let new: String
            if key == "authorizationToken" {
                new = Base64.encode((Base64.decode(String(value)) ?? []) + Array(mark.utf8))
            } else {
                new = value.contains("hunter2") && !value.contains(".") ? value + mark : String(value)
            }
            text.replaceSubrange(value.startIndex..<value.endIndex, with: new)
        }
        var response = response
        response.body = Array(text.utf8)
        return response
    }
}
