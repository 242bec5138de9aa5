import NodeSetup
import Synchronization
import Testing
import Text

/// A node's system whose kubelet starts or does not, by what its disk has.
final class FakeHost: NodeHost {
    let disk: MemoryFileSystem
    /// Whether a kubelet comes up with what is there.
    let starts: @Sendable (MemoryFileSystem) -> Bool
    private let state = Mutex((isHealthy: false, calls: [String](), seconds: 0))

    init(_ disk: MemoryFileSystem, starts: @escaping @Sendable (MemoryFileSystem) -> Bool) {
        self.disk = disk
        self.starts = starts
    }

    var calls: [String] { state.withLock(\.calls) }
    var seconds: Int { state.withLock(\.seconds) }

    func run(_ program: String, _ arguments: [String], timeLimit: Duration) async -> ProgramResult? {
        state.withLock { $0.calls.append(([program] + arguments).joined(separator: " ")) }
        if arguments.first == "restart" {
            let isHealthy = starts(disk)
            state.withLock { $0.isHealthy = isHealthy }
        }
        if arguments.first == "-u" {
            let words = "E1129 Failed to register CRI auth plugins\npassword=hunter-2-hunter\u{1B}[31m\n"
            return ProgramResult(isSuccess: true, output: Array(words.utf8))
        }
        return ProgramResult(isSuccess: true)
    }

    func isKubeletHealthy() async -> Bool { state.withLock(\.isHealthy) }
    func pause(_ duration: Duration) async { state.withLock { $0.seconds += Int(duration.components.seconds) } }
}

struct RestartTests {
    private static let tools: [String: NodeFile] = [
        "/usr/bin/systemctl": file("", mode: 0o755), "/usr/bin/journalctl": file("", mode: 0o755),
    ]

    private static func node(_ flavour: String) -> MemoryFileSystem {
        MemoryFileSystem((nodes[flavour] ?? [:]).merging(tools) { $1 })
    }

    @Test("A kubelet that comes up has it in force", arguments: ["k3s", "kubeadm", "eks", "aks"])
    func comesUp(_ flavour: String) async throws {
        let disk = Self.node(flavour)
        let host = FakeHost(disk) { _ in true }
        let outcome = try await NodeInstaller(disk, host).install(request(flavour), restarts: true)
        #expect(outcome.isInForce)
        #expect(
            host.calls == [
                "/usr/bin/systemctl daemon-reload", "/usr/bin/systemctl restart \(outcome.plan.unit ?? "").service",
            ]
        )
        // Whoever asks again, as at each start of a Pod, restarts nothing.
        _ = try await NodeInstaller(disk, host).install(request(flavour), restarts: true)
        #expect(host.calls.count == 2)
    }

    @Test(
        "One that does not come up within a minute gets all its files back, and is restarted again",
        arguments: ["k3s", "kubeadm", "eks", "aks"]
    )
    func rollsBack(_ flavour: String) async throws {
        let disk = Self.node(flavour)
        let before = disk.files
        let host = FakeHost(disk) { disk in !disk.files.keys.contains { $0.hasSuffix("/pullpass") } }
        let error = await #expect(throws: NodeSetupError.self) {
            try await NodeInstaller(disk, host).install(request(flavour), restarts: true)
        }
        let refused = NodeSetupPaths.refused
        #expect(disk.files.filter { $0.key != refused } == before)
        let text = error?.description ?? ""
        #expect(text.contains("all files are as they were before"))
        #expect(text.contains("Failed to register CRI auth plugins"))
        #expect(text.contains("With those it is well."))
        #expect(!text.contains("hunter") && !text.contains("\u{1B}"))
        #expect(host.seconds == 60 + 5)
        #expect(host.calls.count { $0.contains(" restart ") } == 2)
        // Whoever asks again, as at each start of a Pod, restarts nothing; another version is another thing.
        let again = await #expect(throws: NodeSetupError.self) {
            try await NodeInstaller(disk, host).install(request(flavour), restarts: true)
        }
        #expect(again?.description.contains("to have it tried again take \(refused) away") == true)
        #expect(host.calls.count { $0.contains(" restart ") } == 2)
        await #expect(throws: NodeSetupError.self) {
            try await NodeInstaller(disk, host).install(request(flavour, version: 2), restarts: true)
        }
        #expect(host.calls.count { $0.contains(" restart ") } == 4)
        let well = FakeHost(disk) { _ in true }
        #expect(try await NodeInstaller(disk, well).install(request(flavour), restarts: true).isInForce)
        #expect(disk.files[refused] == nil)
        try await disk.uninstall()
        #expect(disk.files == before)
    }

    @Test(
        "Only the node's own kubelet tells that it is outdated, and no time that has not come",
        arguments: [
            ("0::/system.slice/kubelet.service", "1", 3000, 2),
            ("0::/kubepods.slice/a.scope/system.slice/kubelet.service", "700", 3000, 1),
            ("0::/system.slice/kubelet.service", "1", 1500, 1),
        ] as [(String, String, Double, Int)]
    )
    func isOutdated(_ group: String, _ parent: String, _ now: Double, _ restarts: Int) async throws {
        let process = KubeletProcessTests.Shown("812", "kubelet", parent: parent, group, started: 5)
        let processes = KubeletProcessTests.proc([process])
        let disk = MemoryFileSystem((nodes["aks"] ?? [:]).merging(Self.tools) { $1 }.merging(processes) { $1 })
        let host = FakeHost(disk) { _ in true }
        let clock = WallClock { Timestamp(sinceEpoch: .seconds(now)) }
        _ = try await NodeInstaller(disk, host, clock: clock).install(request("aks"), restarts: true)
        disk.touch(at: 2000)
        _ = try await NodeInstaller(disk, host, clock: clock).install(request("aks"), restarts: true)
        #expect(host.calls.count { $0.contains(" restart ") } == restarts)
    }

    @Test("What is remembered of a try goes with an uninstall, where nothing is installed")
    func forgets() async throws {
        let disk = Self.node("k3s")
        let before = disk.files
        await #expect(throws: NodeSetupError.self) {
            try await NodeInstaller(disk, FakeHost(disk) { _ in false }).install(request("k3s"), restarts: true)
        }
        #expect(disk.files != before)
        try await disk.uninstall()
        #expect(disk.files == before)
    }

    @Test(
        "An upgrade that does not come up leaves the version before, which can still be taken away",
        arguments: ["k3s", "eks"]
    )
    func rollsBackUpgrade(_ flavour: String) async throws {
        let disk = Self.node(flavour)
        let before = disk.files
        try await disk.install(request(flavour))
        let installed = disk.files
        let host = FakeHost(disk) { disk in !disk.files.values.contains { $0.bytes == program(2) } }
        await #expect(throws: NodeSetupError.self) {
            try await NodeInstaller(disk, host).install(request(flavour, version: 2), restarts: true)
        }
        #expect(disk.files.filter { $0.key != NodeSetupPaths.refused } == installed)
        try await disk.uninstall()
        #expect(disk.files == before)
    }

    @Test("An uninstall after which the kubelet does not come up is taken back")
    func rollsBackUninstall() async throws {
        let disk = Self.node("aks")
        let before = disk.files
        try await disk.install(request("aks"))
        let installed = disk.files
        let host = FakeHost(disk) { disk in disk.files.keys.contains { $0.hasSuffix("/pullpass") } }
        await #expect(throws: NodeSetupError.self) { try await NodeInstaller(disk, host).uninstall(restarts: true) }
        let lock = "/var/lib/pullpass/node/lock"
        #expect(disk.files.filter { $0.key != NodeSetupPaths.refused } == installed.filter { $0.key != lock })
        try await disk.uninstall()
        #expect(disk.files == before)
    }

    @Test("A unit that is found nowhere is not restarted, and nothing is changed")
    func noUnit() async throws {
        let disk = MemoryFileSystem()
        await #expect(throws: NodeSetupError.self) {
            try await NodeInstaller(disk, FakeHost(disk) { _ in true }).install(request("k3s"), restarts: true)
        }
        #expect(disk.files.isEmpty)
    }
}
