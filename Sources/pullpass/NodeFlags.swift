import ArgumentParser
import Configuration
import Files
import KubeletConfiguration
import Linux
import NodeSetup
import Providers

/// A flavour as a flag has it.
struct NodeFlavour: ExpressibleByArgument {
    let flavour: Flavour
    var name: String { flavour.name }

    init?(argument: String) {
        guard let flavour = Flavour(named: argument) else { return nil }
        self.flavour = flavour
    }

    static var allValueStrings: [String] { Flavour.all.map(\.name) }
}

/// What the commands that change a node have in common.
enum NodeFlags {
    static func check(root: String, version: String?, featureGates: String, paths: [String?] = []) throws {
        guard root.hasPrefix("/") else { throw ValidationError("--root must be a whole path, such as /host") }
        for path in paths.compactMap(\.self) {
            let isPlain =
                path.hasPrefix("/") && !path.split(separator: "/").contains { $0 == ".." || $0 == "." }
                && !path.contains { $0.isWhitespace || "\"'\\,%$".contains($0) }
            guard isPlain else {
                throw ValidationError(
                    "--config-path, --bin-dir and --cache must be whole paths without blanks, quotes, % and dots"
                )
            }
        }
        guard featureGates.isEmpty || Kubelet.areGates(featureGates) else {
            throw ValidationError("--feature-gates is written as Name=true,Other=false")
        }
        guard let version else { return }
        guard let version = KubeletVersion(version) else {
            throw ValidationError("--kubelet-version must be a version such as v1.34.2")
        }
        guard version >= KubeletVersion.known.lowerBound else { throw ValidationError(tooOld(version)) }
    }

    /// Why nothing is done for a kubelet: it reads no `kubelet.config.k8s.io/v1`, and does not start with it.
    static func tooOld(_ version: KubeletVersion) -> String {
        "the kubelet is a \(version), and kubelets before \(KubeletVersion.known.lowerBound) are not known"
    }

    /// Reads a configuration for nodes; its warnings go to standard error.
    static func configuration(_ path: String) throws -> (bytes: [UInt8], settings: Configuration) {
        let bytes: [UInt8]
        do {
            bytes = try InputFile(name: path).read(limit: Configuration.maximumFileBytes)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        let reading = Configuration.parse(bytes, file: path, mode: .node, kinds: CredentialKinds.all)
        do {
            let settings = try reading.get()
            var errors = StandardError()
            for diagnostic in reading.diagnostics { print(diagnostic, to: &errors) }
            return (bytes, settings)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }

    /// This program.
    static func ownProgram() throws -> [UInt8] {
        do {
            return try LocalFileSystem().read("/proc/self/exe", limit: 1 << 29)
        } catch {
            throw CommandFailure.failed("this program cannot copy itself: \(error)")
        }
    }

    /// Does something on a node, and turns what it throws into the command's failure.
    static func reporting(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as NodeSetupError {
            throw error.isUsage ? CommandFailure.usage(error.description) : CommandFailure.failed(error.description)
        } catch let error as SystemCallError {
            throw CommandFailure.failed(error.description)
        }
    }
}

extension NodeInstaller.Outcome {
    /// What was done, for a person.
    var words: String {
        let unit = plan.unit ?? "the kubelet's unit"
        var text = plan.changes.isEmpty ? "nothing had to change\n" : plan.changes.map { "\($0.summary)\n" }.joined()
        text += plan.notes.map { "Note: \($0)\n" }.joined()
        if isInForce {
            text += "\(unit) was restarted, and is well: it is in force\n"
        } else if plan.changes.isEmpty {
            // Nothing is said of what is in force: that is for `node status`.
        } else {
            let restart = plan.unit.map { "'systemctl restart \($0)'" } ?? "its next start"
            text += "a kubelet reads this only when it starts: it is in force after \(restart)\n"
        }
        return text
    }
}
