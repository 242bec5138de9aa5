internal import Files
internal import Text

/// Whether the programs of providers are in the kubelet's directory of plugins, and can be run.
struct ProgramRules {
    /// `--image-credential-provider-bin-dir`.
    let folder: String
    private(set) var complaints: [ConfigComplaint] = []

    init(folder: String) {
        self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }

    /// Whether the directory is there; told where it is not.
    mutating func checkFolder() -> Bool {
        let place = ConfigPlace(file: folder)
        do throws(FileError) {
            guard try LocalFileSystem().state(of: folder).kind != .folder else { return true }
            complaints.append(
                place.refused("error inspecting binary executable", "it is no directory", fix: "name the directory")
            )
        } catch {
            complaints.append(
                place.refused(
                    error.isMissing
                        ? "plugin binary directory \(Printable.visible(folder)) did not exist"
                        : "error inspecting binary directory \(Printable.visible(folder))",
                    error.description,
                    fix: "make it, or correct --image-credential-provider-bin-dir"
                )
            )
        }
        return false
    }

    /// Checks the program of a provider (Go's `exec.LookPath`).
    mutating func check(_ found: FoundProvider) {
        let name = found.provider.name
        // Its name was told already.
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else { return }
        let path = "\(folder)/\(name)"
        let shown = Printable.visible(path)
        let place = found.place("name")
        let state: FileState
        do throws(FileError) {
            state = try LocalFileSystem().state(of: path)
        } catch {
            complaints.append(
                place.refused(
                    // The kubelet leaves the name out.
                    error.isMissing
                        ? "plugin binary executable  did not exist"
                        : "error inspecting binary executable : exec: \"\(shown)\"",
                    error.isMissing ? "there is no program \(shown)" : error.description,
                    fix: error.isMissing && found.provider.isPullpass
                        ? "put Pullpass there, or a link to it: its name must be the provider's"
                        : "put the program there; its name must be the provider's"
                )
            )
            return
        }
        if state.kind == .folder {
            complaints.append(
                place.refused(
                    "error inspecting binary executable : exec: \"\(shown)\": is a directory",
                    "\(shown) is a directory",
                    fix: "put the program itself there"
                )
            )
        } else if !state.isExecutable {
            complaints.append(
                place.refused(
                    "error inspecting binary executable : exec: \"\(shown)\": permission denied",
                    "\(shown) may not be run",
                    fix: "chmod 755 \(shown); if it is, its file system is mounted with noexec"
                )
            )
        } else if let flaw = Self.flaw(ofProgram: path) {
            complaints.append(
                place.warning(
                    "\(shown) \(flaw): the kubelet starts, and each of its runs fails",
                    fix: "put the program for this machine there",
                    words: "exec format error"
                )
            )
        }
    }

    /// Why the system cannot run a file; nil where it can, as far as its beginning tells.
    private static func flaw(ofProgram path: String) -> String? {
        guard let head = try? LocalFileSystem().head(of: path, count: 20) else { return nil }
        if head.starts(with: [UInt8(ascii: "#"), UInt8(ascii: "!")]) { return nil }
        if head.isEmpty { return "is empty" }
        guard head.count == 20, head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return "is no program" }
        let isLittle = head[5] == 1
        let machine = isLittle ? UInt16(head[18]) | UInt16(head[19]) << 8 : UInt16(head[18]) << 8 | UInt16(head[19])
        return ownMachines.contains(machine) ? nil : "is a program for \(machineName(machine))"
    }

    /// The numbers of ELF (`e_machine`) that run here; all where it is not known which.
    private static var ownMachines: Set<UInt16> {
        #if arch(x86_64)
        [0x3E, 0x03]
        #elseif arch(arm64)
        [0xB7, 0x28]
        #else
        Set(0...UInt16.max)
        #endif
    }

    private static func machineName(_ machine: UInt16) -> String {
        switch machine {
        case 0x3E: "amd64"
        case 0xB7: "arm64"
        case 0x03: "386"
        case 0x28: "arm"
        default: "another machine (ELF machine \(machine))"
        }
    }
}
