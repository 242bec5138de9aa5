import Files
import Synchronization
import Testing

struct Refused: Error, CustomStringConvertible { let description: String }

/// Files that change under the process.
struct ReloadTests {
    private let files = MemoryFileSystem()

    /// The texts of both files; one that says `bad` is refused.
    private func pair() throws -> ReloadingFile<String> {
        try ReloadingFile(paths: ["crt", "key"], maximumBytes: 100, fileSystem: files) { contents in
            let text = ["crt", "key"].map { String(decoding: contents[$0] ?? [], as: UTF8.self) }.joined(separator: "+")
            if text.contains("bad") { throw Refused(description: text) }
            return text
        }
    }

    private func write(_ crt: String?, _ key: String?) {
        files.write(crt, to: "crt")
        files.write(key, to: "key")
    }

    @Test func `A change is loaded once`() throws {
        write("c1", "k1")
        let pair = try pair()
        #expect(pair.value == "c1+k1")
        guard case .unchanged = pair.reloadIfChanged() else { throw Refused(description: "not unchanged") }
        #expect(files.reads == 2)
        write("c2", "k2")
        guard case .reloaded("c2+k2") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
        #expect(pair.value == "c2+k2")
        guard case .unchanged = pair.reloadIfChanged() else { throw Refused(description: "not unchanged") }
        #expect(files.reads == 4)
    }

    @Test func `A bad change is reported once and the old value stays`() throws {
        write("c1", "k1")
        let pair = try pair()
        write("bad", "k2")
        guard case .failed(let error) = pair.reloadIfChanged() else { throw Refused(description: "not failed") }
        #expect("\(error)" == "bad+k2")
        guard case .stillFailing = pair.reloadIfChanged() else { throw Refused(description: "not still failing") }
        #expect(files.reads == 4)
        #expect(pair.value == "c1+k1")
        write("bad!", "k2")
        guard case .failed = pair.reloadIfChanged() else { throw Refused(description: "not failed again") }
        write("c3", "k3")
        guard case .reloaded("c3+k3") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
    }

    @Test func `A missing file is looked for again each time, and reported once`() throws {
        write("c1", "k1")
        let pair = try pair()
        files.write(nil, to: "key")
        guard case .failed(let error) = pair.reloadIfChanged() else { throw Refused(description: "not failed") }
        #expect("\(error)" == "key cannot be read: it does not exist")
        guard case .stillFailing = pair.reloadIfChanged() else { throw Refused(description: "not still failing") }
        files.write("k2", to: "key")
        guard case .reloaded("c1+k2") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
    }

    @Test func `Files that change while they are read are read again together`() throws {
        write("c1", "k1")
        let pair = try pair()
        write("c2", "k2")
        files.onNextRead { files in
            files.write("c3", to: "crt")
            files.write("k3", to: "key")
        }
        guard case .reloaded("c3+k3") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
    }

    @Test func `A load that was overtaken by another does not replace its value`() throws {
        write("c1", "k1")
        let target = Mutex<ReloadingFile<String>?>(nil)
        let file = try ReloadingFile(paths: ["crt"], fileSystem: files) { [files] contents in
            let text = String(decoding: contents["crt"] ?? [], as: UTF8.self)
            if text == "c2" {
                files.write("c3", to: "crt")
                _ = target.withLock { $0 }?.reloadIfChanged()
            }
            return text
        }
        target.withLock { $0 = file }
        files.write("c2", to: "crt")
        guard case .unchanged = file.reloadIfChanged() else { throw Refused(description: "the old load won") }
        #expect(file.value == "c3")
        target.withLock { $0 = nil }
    }

    @Test func `The first load fails when a file is missing, too large or refused`() {
        let missing = #expect(throws: FileError.self) { try pair() }
        #expect(missing?.code == .unreadable)
        write(String(repeating: "x", count: 101), "k")
        let large = #expect(throws: FileError.self) { try pair() }
        #expect(large?.description == "crt has more than 100 bytes: is it the right file?")
        write("bad", "k")
        #expect(throws: Refused.self) { try pair() }
    }

    @Test func `Each trigger is one look, and only news is reported`() async throws {
        write("c1", "k1")
        let pair = try pair()
        let (triggers, send) = AsyncStream.makeStream(of: Void.self)
        var reported: [String] = []
        for _ in 0..<3 { send.yield() }
        send.finish()
        write("bad", "k2")
        await pair.reload(on: triggers) { outcome in
            switch outcome {
            case .reloaded(let value): reported.append("reloaded \(value)")
            case .failed(let error):
                reported.append("failed \(error)")
                write("c3", "k3")
            case .unchanged, .stillFailing, .recovered: reported.append("nothing")
            }
        }
        #expect(reported == ["failed bad+k2", "reloaded c3+k3"])
    }

    @Test func `Files that are back as they were are told once, and not loaded again`() throws {
        write("c1", "k1")
        let pair = try pair()
        files.move("key", to: "elsewhere")
        guard case .failed = pair.reloadIfChanged() else { throw Refused(description: "not failed") }
        files.move("elsewhere", to: "key")
        guard case .recovered = pair.reloadIfChanged() else { throw Refused(description: "not recovered") }
        guard case .unchanged = pair.reloadIfChanged() else { throw Refused(description: "not unchanged") }
        #expect(files.reads == 2)
    }

    @Test func `What stands in for bad files stays until they change, and why is not told twice`() throws {
        write("bad", "k1")
        let fingerprints = try ["crt", "key"].map { try files.fingerprint(of: $0) }
        let pair = ReloadingFile(
            paths: ["crt", "key"],
            fileSystem: files,
            standIn: "other",
            for: "bad+k1",
            at: fingerprints
        ) { contents in
            let text = ["crt", "key"].map { String(decoding: contents[$0] ?? [], as: UTF8.self) }.joined(separator: "+")
            if text.contains("bad") { throw Refused(description: text) }
            return text
        }
        guard case .stillFailing = pair.reloadIfChanged() else { throw Refused(description: "not still failing") }
        #expect(pair.value == "other" && files.reads == 0)
        write("bad", "k2")
        guard case .failed(let error) = pair.reloadIfChanged() else { throw Refused(description: "not failed") }
        #expect("\(error)" == "bad+k2")
        write("c1", "k2")
        guard case .reloaded("c1+k2") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
    }

    @Test func `Files that are refused for a reason outside of them are tried again though they do not change`() throws
    {
        write("c1", "k1")
        let pair = try pair()
        write("c2", "k2")
        let refuse: (String) throws -> Void = { _ in throw Refused(description: "the port is taken") }
        guard case .failed = pair.reloadIfChanged(accept: refuse) else { throw Refused(description: "not failed") }
        guard case .stillFailing = pair.reloadIfChanged(accept: refuse) else { throw Refused(description: "news") }
        #expect(pair.value == "c1+k1")
        guard case .reloaded("c2+k2") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
    }
}
