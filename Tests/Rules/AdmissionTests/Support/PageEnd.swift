import Glibc
import Testing

/// Room for texts that ends where memory ends: whoever reads one byte too many dies of it.
///
/// Safe, since the pages are its own from the start to the end, and nobody sees more of them than the text.
@safe final class PageEnd {
    private let start: UnsafeMutableRawPointer
    private let room: Int
    private let page: Int

    init() throws {
        page = sysconf(Int32(_SC_PAGESIZE))
        room = 4 * page
        let made = unsafe mmap(nil, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start = unsafe made, unsafe start != MAP_FAILED else { throw NoMemory() }
        unsafe self.start = start
        guard unsafe mprotect(start + room, page, PROT_NONE) == 0 else { throw NoMemory() }
    }

    deinit { unsafe munmap(start, room + page) }

    /// Shows the text, right before the end.
    func read<Result>(_ text: ArraySlice<UInt8>, _ body: (Span<UInt8>) -> Result) -> Result {
        precondition(text.count <= room)
        let place = unsafe start + (room - text.count)
        unsafe text.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { unsafe place.copyMemory(from: base, byteCount: bytes.count) }
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: place, count: text.count).bindMemory(to: UInt8.self)
        return body(unsafe bytes.span)
    }

    private struct NoMemory: Error {}
}
