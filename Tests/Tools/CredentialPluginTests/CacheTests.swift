import Configuration
import Credentials
import Files
import FoundationEssentials
import Glibc
import Images
import KubeletProtocol
import Synchronization
import TestSupport
import Testing
import Text

@testable import CredentialPlugin

/// A provider whose tokens are numbered, and whose key may stand in a file.
private final class NumberedProvider: CredentialFetcher {
    private let count = Mutex(0)
    private let life: Duration?
    private let file: String?
    private let files: FilesRead
    private let failure = Mutex<CredentialError?>(nil)
    private let now: @Sendable () -> Timestamp
    private let isStatic: Bool
    private let companions: Int

    init(
        _ files: FilesRead,
        life: Duration? = .seconds(3600),
        file: String? = nil,
        isStatic: Bool = false,
        companions: Int = 0,
        now: @escaping @Sendable () -> Timestamp = { noon }
    ) {
        (self.files, self.life, self.file, self.isStatic, self.now) = (files, life, file, isStatic, now)
        self.companions = companions
    }

    var asked: Int { count.withLock { $0 } }
    func fail(_ kind: CredentialError.Kind) {
        failure.withLock { $0 = CredentialError(kind, identity: "role x", reason: "no") }
    }

    var scope: CredentialScope { CredentialScope(nil, reach: "numbers") }
    var inputs: CredentialInputs { CredentialInputs(tokens: isStatic ? [] : [scope]) }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let number = count.withLock {
            $0 += 1
            return $0
        }
        if let file { _ = try? files.read(file, limit: 1000) }
        // Answers nobody before so many have asked.
        #expect(await eventually { asked >= companions })
        if let failure = failure.withLock({ $0 }) { throw failure }
        let credential = RegistryCredential(
            username: "u",
            password: SecretText("hunter2-\(number)"),
            expiresAt: life.map { now() + $0 },
            fetchedAt: now()
        )
        let entries = ["r.lab", "*.lab"].map { DockerAuths.Entry(key: $0, credential: credential) }
        return try FetchedCredential(auths: DockerAuths(entries: entries), identity: "numbers", now: now())
    }
}

@Suite struct `The cache of the plugin` {
    private let folder: TemporaryDirectory
    private var path: String { folder.path("cache") }

    init() throws { folder = try TemporaryDirectory() }

    /// What somebody asks for, and as whom.
    private struct Asker {
        var version = "1"
        var configuration = basic("a", "\"*.lab\"")
        var environment: [String: String] = [:]
        var image = "r.lab/x"
        var now = noon
        var account = RequestServiceAccount(token: nil, annotations: [:])
    }

    private func ask(_ asker: Asker = Asker(), _ provider: (FilesRead) -> NumberedProvider) async throws
        -> GivenCredential
    {
        let files = FilesRead()
        return try await ask(asker, provider(files), files)
    }

    private func ask(
        _ asker: Asker,
        _ provider: NumberedProvider,
        _ files: FilesRead,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) async throws -> GivenCredential {
        let settings = try CredentialPluginTests.configuration(asker.configuration)
        let origin = try #require(
            CacheOrigin(
                version: asker.version,
                configuration: Array(asker.configuration.utf8),
                environment: asker.environment
            )
        )
        let cache = CredentialCache(
            try PrivateFolder(path),
            origin: origin,
            files: files,
            clock: WallClock { asker.now },
            pause: pause
        )
        let image = try ImageReference(parsing: asker.image)
        return try await cache.credential(WantedCredential(settings.registries[0], for: image), for: asker.account) {
            () throws(CredentialError) in PluginFetcher(provider, tokens: TokenCache(clock: .system).access(), on: nil)
        }
    }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path) }
    private func password(_ given: GivenCredential) -> String {
        given.fetched.auths.entries[0].credential.password.reveal()
    }

    @Test func `gives the next run what the last one got, whole, in a file for this user alone`() async throws {
        let files = FilesRead()
        let provider = NumberedProvider(files)
        let first = try await ask(Asker(), provider, files)
        let second = try await ask(Asker(), provider, files)
        #expect(first.fetched == second.fetched && !second.isStatic && second.faults.isEmpty)
        #expect(provider.asked == 1)
        let name = try #require(try names().first)
        var status = stat()
        #expect(try names().count == 1)
        #expect(unsafe stat("\(path)/\(name)", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(unsafe stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func `gives nobody what another one got`() async throws {
        let files = FilesRead()
        let provider = NumberedProvider(files)
        var askers = [Asker()]
        func add(_ change: (inout Asker) -> Void) {
            var asker = Asker()
            change(&asker)
            askers.append(asker)
        }
        add { $0.version = "2" }
        add { $0.configuration += "# another line\n" }
        add { $0.configuration = basic("b", "\"*.lab\"") }
        add { $0.environment = ["AWS_PROFILE": "a"] }
        add { $0.environment = ["AWS_PROFILE": "b"] }
        add { $0.environment = ["A": "B", "AB": ""] }
        add { $0.environment = ["A": "", "BA": "B"] }
        add { $0.image = "s.lab/x" }
        add { $0.image = "r.lab/y" }
        for (index, asker) in askers.dropLast().enumerated() {
            #expect(password(try await ask(asker, provider, files)) == "hunter2-\(index + 1)")
        }
        // For another image of the host it is the same one, and so it is after another start of the kubelet.
        #expect(password(try await ask(askers[9], provider, files)) == "hunter2-1")
        var restarted = Asker()
        restarted.environment = ["INVOCATION_ID": "0123", "JOURNAL_STREAM": "8:1", "SYSTEMD_EXEC_PID": "7"]
        #expect(password(try await ask(restarted, provider, files)) == "hunter2-1")
        for (index, asker) in askers.dropLast().enumerated() {
            #expect(password(try await ask(asker, provider, files)) == "hunter2-\(index + 1)")
        }
    }

    @Test func `keeps a credential for one image for that image`() async throws {
        let files = FilesRead()
        let provider = NumberedProvider(files)
        var asker = Asker()
        asker.configuration = "  - name: e\n    matchImages: [\"*.lab\"]\n    credentials: { exec: { command: /p } }\n"
        #expect(password(try await ask(asker, provider, files)) == "hunter2-1")
        asker.image = "r.lab/y"
        #expect(password(try await ask(asker, provider, files)) == "hunter2-2")
        asker.image = "r.lab/x"
        #expect(password(try await ask(asker, provider, files)) == "hunter2-1")
    }

    // MARK: ServiceAccounts

    /// A token of a ServiceAccount as an API server makes it, but for its signature.
    private static func token(
        _ name: String,
        uid: String? = "u-1",
        namespace: String = "team",
        audience: String = "sts.amazonaws.com",
        pod: String = "p"
    ) -> String {
        let uid =
            uid.map {
                #","kubernetes.io":{"serviceaccount":{"name":"\#(name)","uid":"\#($0)"},"pod":{"uid":"\#(pod)"}}"#
            } ?? ""
        let claims = #"{"aud":["\#(audience)"],"sub":"system:serviceaccount:\#(namespace):\#(name)"\#(uid)}"#
        return "\(Base64.encodeURL(Array(#"{"alg":"RS256"}"#.utf8))).\(Base64.encodeURL(Array(claims.utf8))).c2ln"
    }

    private static let ofPod = """
          - name: e
            matchImages: ["*.dkr.ecr.*.amazonaws.com"]
            credentials: { ecr: { fromPod: {} } }

        """

    private static func pod(_ token: String?, _ annotations: [String: String] = [:]) -> Asker {
        var asker = Asker()
        asker.configuration = ofPod
        asker.image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x"
        asker.account = RequestServiceAccount(token: token.map { SecretText($0) }, annotations: annotations)
        return asker
    }

    @Test func `gives a ServiceAccount what its own Pods got, and nothing else`() async throws {
        let role = "eks.amazonaws.com/role-arn"
        let files = FilesRead()
        let provider = NumberedProvider(files)
        let askers = [
            Self.pod(Self.token("app"), [role: "arn:a"]),
            Self.pod(Self.token("app"), [role: "arn:b"]),
            Self.pod(Self.token("other"), [role: "arn:a"]),
            Self.pod(Self.token("app", namespace: "foes"), [role: "arn:a"]),
            Self.pod(Self.token("app", uid: "u-2"), [role: "arn:a"]),
            Self.pod(Self.token("app", audience: "other"), [role: "arn:a"]),
        ]
        for _ in 1...2 {
            for (index, asker) in askers.enumerated() {
                #expect(password(try await ask(asker, provider, files)) == "hunter2-\(index + 1)")
            }
        }
        // Another Pod of the same ServiceAccount, and an annotation that nobody reads.
        let same = Self.pod(Self.token("app", pod: "q"), [role: "arn:a", "other": "x"])
        #expect(password(try await ask(same, provider, files)) == "hunter2-1")
        // Nothing is kept for who cannot be told.
        for token in [Self.token("app", uid: nil), Self.token("app", uid: ""), "opaque", "a.b.c", nil] {
            let before = try names().count
            let first = password(try await ask(Self.pod(token, [role: "arn:a"]), provider, files))
            #expect(password(try await ask(Self.pod(token, [role: "arn:a"]), provider, files)) != first)
            #expect(try names().count == before)
        }
    }

    // MARK: Time

    @Test func `asks again at half of the life, and where the clock is another`() async throws {
        let files = FilesRead()
        var asker = Asker()
        for (seconds, number) in [(0, 1), (1799, 1), (1801, 2), (-600, 3)] {
            asker.now = noon + .seconds(seconds)
            let now = asker.now
            let provider = NumberedProvider(files, now: { now })
            for _ in 1..<number { _ = try await provider.fetch(TokenCache(clock: .system).access()) }
            #expect(password(try await ask(asker, provider, files)) == "hunter2-\(number)")
        }
    }

    @Test(
        arguments: [
            // How late, what the provider says, and whether the old one stands in.
            (1900, .unavailable, true), (3530, .unavailable, true), (3545, .unavailable, false),
            (3700, .unavailable, false),
            (1900, .refused, false), (1900, .misconfigured, false),
        ] as [(Int, CredentialError.Kind, Bool)]
    )
    func `has an old one where a provider does not answer, and none where it says no`(
        late: Int,
        kind: CredentialError.Kind,
        isUsed: Bool
    ) async throws {
        let files = FilesRead()
        let provider = NumberedProvider(files)
        _ = try await ask(Asker(), provider, files)
        provider.fail(kind)
        var asker = Asker()
        asker.now = noon + .seconds(late)
        if isUsed {
            let given = try await ask(asker, provider, files)
            #expect(password(given) == "hunter2-1")
            #expect(given.faults.count == 1)
            #expect(
                given.faults[0].hasPrefix("role x: no: the last one is good until 2023-11-14T23:13:20Z"),
                "\(given.faults)"
            )
        } else {
            await #expect(throws: CredentialError(kind, identity: "role x", reason: "no")) {
                try await ask(asker, provider, files)
            }
        }
    }

    @Test func `leaves nothing of a failure, and keeps nothing that has no end or hardly a life`() async throws {
        for life in [nil, .seconds(59), .zero] as [Duration?] {
            _ = try? await ask { NumberedProvider($0, life: life) }
            #expect(try names() == [])
        }
        await #expect(throws: CredentialError.self) {
            try await ask { files in
                let provider = NumberedProvider(files)
                provider.fail(.unavailable)
                return provider
            }
        }
        #expect(try names() == [])
    }

    @Test func `reads what only stands somewhere again each time`() async throws {
        let files = FilesRead()
        let provider = NumberedProvider(files, isStatic: true)
        for number in 1...2 { #expect(password(try await ask(Asker(), provider, files)) == "hunter2-\(number)") }
        #expect(try names() == [])
    }

    @Test func `begins anew where a file has changed that the fetch had read`() async throws {
        let key = try folder.write("key", "one")
        func ask(_ provider: (FilesRead) -> NumberedProvider) async throws -> (String, Int) {
            let files = FilesRead()
            let made = provider(files)
            return (password(try await self.ask(Asker(), made, files)), made.asked)
        }
        #expect(try await ask { NumberedProvider($0, file: key) }.1 == 1)
        #expect(try await ask { NumberedProvider($0, file: key) }.1 == 0)
        try folder.write("key", "two")
        #expect(try await ask { NumberedProvider($0, file: key) }.1 == 1)
        #expect(try await ask { NumberedProvider($0, file: key) }.1 == 0)
        try FileManager.default.removeItem(atPath: key)
        #expect(try await ask { NumberedProvider($0, file: key) }.1 == 1)
        #expect(try await ask { NumberedProvider($0, file: key) }.1 == 0)
        try folder.write("key", "")
        #expect(try await ask { NumberedProvider($0, file: key) }.1 == 1)
    }

    // MARK: Bad files

    @Test func `takes a file for nothing that it has not written itself for just this`() async throws {
        let files = FilesRead()
        let provider = NumberedProvider(files)
        _ = try await ask(Asker(), provider, files)
        let file = "\(path)/\(try #require(try names().first))"
        let good = Array(try Data(contentsOf: URL(filePath: file)))
        func put(_ bytes: [UInt8], mode: mode_t = 0o600) throws {
            _ = unsafe unlink(file)
            try FileWriter.write(bytes, to: file, mode: 0o600)
            _ = unsafe chmod(file, mode)
        }
        var asked = 1
        /// Asks, which has to mend the file.
        func expectMended(_ what: String) async throws {
            asked += 1
            #expect(password(try await ask(Asker(), provider, files)) == "hunter2-\(asked)", "\(what)")
            #expect(password(try await ask(Asker(), provider, files)) == "hunter2-\(asked)", "\(what) is not mended")
            #expect(try names().count == 1, "\(what)")
        }
        for count in [0, 1, 64, 65, 66, good.count - 1] {
            try put(Array(good.prefix(count)))
            try await expectMended("the first \(count) bytes")
        }
        for place in stride(from: 0, to: good.count, by: 7) {
            var bytes = good
            bytes[place] ^= 1
            try put(bytes)
            try await expectMended("another byte at \(place)")
        }
        try put(good + [0x20])
        try await expectMended("a byte more")
        try put([UInt8](repeating: 0x30, count: 200_000))
        try await expectMended("a large file")
        try put(good, mode: 0o644)
        try await expectMended("a file that others read")
        try put(good)
        try #require(unsafe link(file, folder.path("second")) == 0)
        try await expectMended("a file with a second name")
        try FileManager.default.moveItem(atPath: file, toPath: folder.path("elsewhere"))
        try #require(unsafe symlink(folder.path("elsewhere"), file) == 0)
        try await expectMended("a symbolic link")
        _ = unsafe unlink(file)
        try #require(unsafe mkfifo(file, 0o600) == 0)
        try await expectMended("a pipe")
        if geteuid() == 0 {
            try put(good)
            try #require(unsafe chown(file, 12_345, 12_345) == 0)
            try await expectMended("a file of somebody else")
        }
    }

    @Test func `takes no file for another one's, whoever has copied it there`() async throws {
        let files = FilesRead()
        let provider = NumberedProvider(files)
        _ = try await ask(Asker(), provider, files)
        let first = try #require(try names().first)
        var other = Asker()
        other.environment = ["AWS_PROFILE": "other"]
        _ = try await ask(other, provider, files)
        let second = try #require(try names().first { $0 != first })
        for (source, target) in [(first, second), (second, first)] {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(path)/\(source)")))
            try FileWriter.write(bytes, to: "\(path)/\(target)", mode: 0o600)
        }
        #expect(provider.asked == 2)
        #expect(password(try await ask(other, provider, files)) == "hunter2-2" || provider.asked == 3)
        #expect(password(try await ask(Asker(), provider, files)) != "hunter2-2")
    }

    // MARK: Bounds

    @Test func `removes what has ended, and what ends first where there is too much`() async throws {
        let cache = try PrivateFolder(path)
        let now = noon.wholeSeconds
        func name(_ number: Int) -> String { Hexadecimal.digits(number, width: 64) }
        for number in 0..<600 {
            try cache.replace(name(number), with: [1], modified: number < 50 ? now - 1 : now + 10_000 - Int64(number))
        }
        try FileWriter.write([1], to: "\(path)/\(name(8_000)).new", mode: 0o600)
        try FileWriter.write([1], to: "\(path)/somebody's", mode: 0o600)
        _ = try await ask { NumberedProvider($0) }
        let left = Set(try names())
        // 511 and the new one; the one that is being written; what is none of ours.
        #expect(left.count { $0.utf8.count == 64 } <= CredentialCache.mostEntries + 1)
        #expect((0..<50).allSatisfy { !left.contains(name($0)) })
        #expect((561..<600).allSatisfy { !left.contains(name($0)) })
        #expect((50..<500).allSatisfy { left.contains(name($0)) })
        #expect(!left.contains("\(name(8_000)).new") && left.contains("somebody's"))
    }

    @Test func `waits for whoever asks already, and takes what he gets`() async throws {
        let files = FilesRead()
        let provider = NumberedProvider(files)
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<32 { group.addTask { password(try await ask(Asker(), provider, files)) } }
            for try await password in group { #expect(password == "hunter2-1") }
        }
        #expect(provider.asked == 1)
    }

    @Test(arguments: [true, false])
    func `lets all ask at once who have waited for nothing`(isFailure: Bool) async throws {
        let folder = try PrivateFolder(path)
        let files = FilesRead()
        _ = try await ask(Asker(), NumberedProvider(files), files)
        let name = try #require(try names().first)
        _ = unsafe unlink("\(path)/\(name)")
        guard case .locked(let lock) = folder.lock(name) else {
            Issue.record("it is locked by nobody")
            return
        }
        let provider = NumberedProvider(files, companions: 8)
        if isFailure { provider.fail(.unavailable) }
        let queue = Queue()
        let tasks = (0..<8).map { _ in Task { try await ask(Asker(), provider, files) { _ in await queue.wait() } } }
        #expect(await eventually { queue.length == 8 })
        lock.end()
        queue.end()
        for task in tasks { #expect(await task.result.isFailure == isFailure) }
        #expect(provider.asked == 8)
        #expect(try names().isEmpty == isFailure)
    }

    @Test func `is waited for no longer than there is time`() async throws {
        let folder = try PrivateFolder(path)
        let files = FilesRead()
        let provider = NumberedProvider(files)
        _ = try await ask(Asker(), provider, files)
        let name = try #require(try names().first)
        _ = unsafe unlink("\(path)/\(name)")
        guard case .locked(let lock) = folder.lock(name) else {
            Issue.record("it is locked by nobody")
            return
        }
        let task = Task { try await ask(Asker(), provider, files) }
        task.cancel()
        let error = try #require(await #expect(throws: CredentialError.self) { try await task.value })
        #expect(error.description == "basic: another run of the plugin asks for it, and has no answer yet")
        #expect(provider.asked == 1)
        lock.end()
        #expect(password(try await ask(Asker(), provider, files)) == "hunter2-2")
    }
}

/// Those who wait until they are told that something has happened.
private final class Queue: Sendable {
    private let state = Mutex((length: 0, isOver: false))

    var length: Int { state.withLock(\.length) }
    func end() { state.withLock { $0.isOver = true } }

    func wait() async {
        state.withLock { $0.length += 1 }
        _ = await eventually { state.withLock(\.isOver) }
    }
}

extension Result {
    fileprivate var isFailure: Bool {
        if case .failure = self { true } else { false }
    }
}
