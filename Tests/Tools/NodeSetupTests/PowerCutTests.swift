import NodeSetup
import Testing

/// A kubelet's eyes, made independently of the installer: whether it could start with what is on a disk.
struct KubeletEyes {
    let flavour: String
    /// What a file may hold; anything else is a half.
    let whole: [String: [[UInt8]]]

    /// Why it would not start; nil where it would.
    func problem(_ disk: MemoryFileSystem) -> String? {
        let files = disk.files
        guard let (config, programs) = told(files) else { return nil }
        guard let file = files[config] else { return "\(config) is not there" }
        guard whole[config]?.contains(file.bytes) == true else { return "\(config) is half written" }
        let text = String(decoding: file.bytes, as: UTF8.self)
        for name in ["pullpass", "ecr-credential-provider", "acr-credential-provider"]
        where text.contains("name: \(name)") || text.contains("\"name\": \"\(name)\"") {
            let path = "\(programs)/\(name)"
            guard let program = files[path], program.mode == 0o755 else {
                return "\(path) is not there, or may not be run"
            }
            if let known = whole[path], !known.contains(program.bytes) { return "\(path) is half written" }
        }
        return nil
    }

    private func told(_ files: [String: NodeFile]) -> (String, String)? {
        let usual = "/var/lib/rancher/credentialprovider"
        if flavour == "k3s" {
            let isPicked = files["\(usual)/config.yaml"] != nil && files.keys.contains { $0.hasPrefix("\(usual)/bin/") }
            return isPicked ? ("\(usual)/config.yaml", "\(usual)/bin") : nil
        }
        let source = flavour == "eks" ? "/etc/eks/kubelet/environment" : "/etc/default/kubelet"
        let words = String(decoding: files[source]?.bytes ?? [], as: UTF8.self).split { " '\"=\n".contains($0) }.map(
            String.init
        )
        func value(_ name: String) -> String? { words.firstIndex(of: name).map { words[$0 + 1] } }
        guard let config = value("--image-credential-provider-config"),
            let programs = value("--image-credential-provider-bin-dir")
        else { return nil }
        return (config, programs)
    }
}

struct PowerCutTests {
    /// What is done when the power goes.
    enum Work: String, CaseIterable {
        case install, upgrade, uninstall
    }

    private static let second = configuration(
        registry("own", "registry.example/team"),
        registry("other", "other.example")
    )

    private static func start(_ flavour: String, _ work: Work) async throws -> MemoryFileSystem {
        let disk = MemoryFileSystem(nodes[flavour] ?? [:])
        if work != .install { try await disk.install(request(flavour)) }
        return disk
    }

    private static func run(_ work: Work, _ flavour: String, on disk: MemoryFileSystem) async throws {
        switch work {
        case .install: try await disk.install(request(flavour))
        case .upgrade: try await disk.install(request(flavour, second, version: 2))
        case .uninstall: try await disk.uninstall()
        }
    }

    /// Everything that a file of the node may hold as a whole.
    private static func eyes(_ flavour: String) async throws -> KubeletEyes {
        var whole: [String: [[UInt8]]] = [:]
        let disk = MemoryFileSystem(nodes[flavour] ?? [:])
        func note() { for (path, file) in disk.files { whole[path, default: []].append(file.bytes) } }
        note()
        try await run(.install, flavour, on: disk)
        note()
        try await run(.upgrade, flavour, on: disk)
        note()
        return KubeletEyes(flavour: flavour, whole: whole)
    }

    @Test(
        "Wherever the power goes, a kubelet starts with what the disk has, and an install or an uninstall comes to its end",
        arguments: ["k3s", "kubeadm", "eks", "aks"],
        Work.allCases
    )
    func everyStep(_ flavour: String, _ work: Work) async throws {
        let eyes = try await Self.eyes(flavour)
        let whole = try await Self.start(flavour, work)
        let begun = whole.steps
        try await Self.run(work, flavour, on: whole)
        let steps = whole.steps - begun
        #expect(steps > 20)
        let installed = try await Self.installed(flavour)
        for step in 0..<steps {
            let disk = try await Self.start(flavour, work)
            disk.cutPower(after: step)
            await #expect(throws: (any Error).self) { try await Self.run(work, flavour, on: disk) }
            for loss in MemoryFileSystem.Loss.allCases {
                let place = "\(flavour), \(work) cut at step \(step), losing \(loss)"
                #expect(eyes.problem(disk.afterCut(losing: loss)) == nil, "\(place)")
                let finished = disk.afterCut(losing: loss)
                try await finished.install(request(flavour, Self.second, version: 2))
                #expect(
                    finished.files.filter { !$0.key.hasPrefix("/var/lib/pullpass") } == installed,
                    "\(place), then installed"
                )
                try await finished.uninstall()
                #expect(finished.files == nodes[flavour], "\(place), then installed and taken away")
                let undone = disk.afterCut(losing: loss)
                try await undone.uninstall()
                #expect(undone.files == nodes[flavour], "\(place), then taken away")
            }
        }
    }

    private static func installed(_ flavour: String) async throws -> [String: NodeFile] {
        let disk = MemoryFileSystem(nodes[flavour] ?? [:])
        try await run(.install, flavour, on: disk)
        try await run(.upgrade, flavour, on: disk)
        return disk.files.filter { !$0.key.hasPrefix("/var/lib/pullpass") }
    }

    @Test("What is said to be done is on the disk", arguments: flavours)
    func durable(_ flavour: String) async throws {
        let disk = MemoryFileSystem(nodes[flavour] ?? [:])
        try await disk.install(request(flavour))
        #expect(disk.afterCut(losing: .everything).files == disk.files)
        try await disk.uninstall()
        #expect(disk.afterCut(losing: .everything).files == nodes[flavour])
    }

    @Test("No name under which something is written is one that a kubelet reads")
    func temporaryNames() async throws {
        let disk = try await Self.start("aks", .install)
        var names: Set<String> = []
        for step in 0..<200 {
            let cut = MemoryFileSystem(nodes["aks"] ?? [:])
            cut.cutPower(after: step)
            guard (try? await cut.install(request("aks"))) == nil else { break }
            names.formUnion(cut.files.keys)
        }
        try await disk.install(request("aks"))
        let temporary = names.subtracting(disk.files.keys)
        #expect(!temporary.isEmpty)
        for name in temporary { #expect(![".yaml", ".yml", ".json", ".conf"].contains { name.hasSuffix($0) }) }
    }
}
