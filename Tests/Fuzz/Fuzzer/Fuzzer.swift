import FoundationEssentials
import Glibc

/// The one body that `PULLPASS_FUZZER` names, under libFuzzer, whose `main` comes with it and calls what stands below.
///
/// By the environment, since libFuzzer starts itself again for some of its work, with its own arguments and no others.
enum Fuzzer {
    static let variable = "PULLPASS_FUZZER"

    /// Where `PULLPASS_FUZZER_PREPARE` wants the seeds and words of all bodies written, and nothing else done.
    static let folder = ProcessInfo.processInfo.environment["PULLPASS_FUZZER_PREPARE"]

    static let body: FuzzBody = {
        let name = ProcessInfo.processInfo.environment[variable] ?? ""
        if let body = FuzzBody.all.first(where: { $0.name == name }) { return body }
        say("\(variable) must be one of: \(FuzzBody.all.map(\.name).joined(separator: " "))")
        exit(2)
    }()

    static func say(_ words: String) {
        let bytes = Array("\(words)\n".utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// Called once, before the first input.
@c(LLVMFuzzerInitialize)
func initialize(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> CInt {
    if let folder = Fuzzer.folder {
        do {
            try Preparation.write(to: folder)
            exit(0)
        } catch {
            Fuzzer.say("\(folder): \(error)")
            exit(2)
        }
    }
    _ = Fuzzer.body
    return 0
}

/// Called with each input; a broken promise ends the process, as a trap does.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: size))
    do throws(BrokenPromise) {
        try Fuzzer.body.run(bytes)
    } catch {
        Fuzzer.say("\n\(Fuzzer.body.name): \(error)")
        abort()
    }
    return 0
}
