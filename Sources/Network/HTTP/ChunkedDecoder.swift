/// Decodes the chunked transfer coding (RFC 9112 section 7.1) into memory of its own.
///
/// Extensions are read and forgotten, and so are trailers; both are bounded. Each byte is looked at once.
struct ChunkedDecoder {
    private enum Phase {
        case size
        case afterSize
        case extensions
        case sizeLineFeed
        case data
        case dataCarriageReturn
        case dataLineFeed
        case trailers
    }

    private let limits: HTTPLimits
    private var phase = Phase.size
    private var chunkSize = 0
    private var sizeDigits = 0
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var trailerLines = 0
    private var searched = 0

    private(set) var body: [UInt8] = []

    init(limits: HTTPLimits) { self.limits = limits }

    /// The bytes of memory held, decoded or not.
    var heldBytes: Int { body.capacity }

    /// Makes ready for the next body; keeps the memory of a very small one.
    mutating func reset() {
        let keeps = body.capacity <= 4096
        var memory = body
        body = []
        self = ChunkedDecoder(limits: limits)
        if keeps {
            memory.removeAll(keepingCapacity: true)
            body = memory
        }
    }

    /// Hands out what has been decoded so far, which no longer counts towards the limit: for bodies that are streamed.
    mutating func takeBody() -> [UInt8] {
        let taken = body
        body = []
        return taken
    }

    /// Consumes what belongs to the body; `true` when the body is complete, and then nothing after it is consumed.
    mutating func decode(_ buffer: inout ByteBuffer) throws(HTTPError) -> Bool {
        var isComplete = false
        let consumed = try buffer.withBytes { (bytes) throws(HTTPError) -> Int in
            var index = 0
            while index < bytes.count {
                if phase == .data {
                    index += copyData(bytes, from: index)
                } else if phase == .trailers {
                    guard let end = try readTrailer(bytes, from: index) else { break }
                    isComplete = end - index == 2
                    index = end
                    if isComplete { break }
                } else {
                    try step(bytes[index])
                    index += 1
                }
            }
            return index
        }
        buffer.consume(consumed)
        return isComplete
    }

    private mutating func step(_ byte: UInt8) throws(HTTPError) {
        switch phase {
        case .size, .afterSize, .extensions:
            try stepSizeLine(byte)
        case .sizeLineFeed:
            guard byte == ASCII.lineFeed else { throw .bad("a chunk's size line has a bare carriage return") }
            sizeDigits = 0
            phase = chunkSize == 0 ? .trailers : .data
        case .dataCarriageReturn:
            guard byte == ASCII.carriageReturn else { throw .bad("a chunk is longer than its size says") }
            phase = .dataLineFeed
        case .dataLineFeed:
            guard byte == ASCII.lineFeed else { throw .bad("a chunk's data is not followed by CRLF") }
            phase = .size
        case .data, .trailers:
            break
        }
    }

    private mutating func stepSizeLine(_ byte: UInt8) throws(HTTPError) {
        if phase == .size, let digit = ASCII.hexDigit(byte) {
            if sizeDigits == 0 { chunkSize = 0 }
            sizeDigits += 1
            // 16 digits hold every size, and leading zeros without end are no size.
            guard sizeDigits <= 16 else { throw .bad("a chunk's size has too many digits") }
            let (product, overflows) = chunkSize.multipliedReportingOverflow(by: 16)
            chunkSize = product &+ digit
            guard !overflows, chunkSize <= limits.maximumBodyBytes - body.count else { throw .bodyTooLarge(limits) }
            return
        }
        guard sizeDigits > 0 else { throw .bad("a chunk's size is not a hexadecimal number") }
        if byte == ASCII.carriageReturn {
            phase = .sizeLineFeed
            return
        }
        if phase != .extensions {
            guard byte == UInt8(ascii: ";") || HTTP1FieldLine.isBlank(byte) else {
                throw .bad("a chunk's size is not a hexadecimal number")
            }
            phase = byte == UInt8(ascii: ";") ? .extensions : .afterSize
        }
        guard byte >= 0x20 || byte == ASCII.tab, byte != 0x7F else {
            throw .bad("a chunk's extension holds a control byte (\(byte))")
        }
        extensionBytes += 1
        guard extensionBytes <= limits.maximumHeaderBytes else {
            throw .bad("the chunk extensions are longer than \(limits.maximumHeaderBytes) bytes")
        }
    }

    private mutating func copyData(_ bytes: Span<UInt8>, from index: Int) -> Int {
        let count = min(chunkSize, bytes.count - index)
        if body.count + count > body.capacity {
            // An array would double; a chunk's size keeps the count within the limit.
            body.reserveCapacity(max(body.count + count, min(body.capacity * 2, limits.maximumBodyBytes)))
        }
        // One memcpy of bytes that `extracting` has checked.
        unsafe bytes.extracting(index..<index + count).withUnsafeBufferPointer { unsafe body.append(contentsOf: $0) }
        chunkSize -= count
        if chunkSize == 0 { phase = .dataCarriageReturn }
        return count
    }

    /// Reads one line after the last chunk; the index after it, or `nil` when it is not complete.
    private mutating func readTrailer(_ bytes: Span<UInt8>, from start: Int) throws(HTTPError) -> Int? {
        guard let end = ASCII.firstIndex(of: ASCII.lineFeed, in: bytes, from: start + searched) else {
            searched = bytes.count - start
            guard trailerBytes + searched < limits.maximumHeaderBytes else { throw .trailersTooLarge(limits) }
            return nil
        }
        searched = 0
        trailerBytes += end + 1 - start
        guard trailerBytes <= limits.maximumHeaderBytes else { throw .trailersTooLarge(limits) }
        guard end > start, bytes[end - 1] == ASCII.carriageReturn else {
            throw .bad("a trailer line ends with a bare line feed instead of CRLF")
        }
        if end - start > 1 {
            trailerLines += 1
            guard trailerLines <= limits.maximumHeaderFields else { throw .tooManyFields(limits) }
            _ = try HTTP1FieldLine.parse(bytes, start..<end - 1)
        }
        return end + 1
    }
}

extension HTTPError {
    fileprivate static func trailersTooLarge(_ limits: HTTPLimits) -> HTTPError {
        HTTPError(status: 431, reason: "the trailers are longer than \(limits.maximumHeaderBytes) bytes")
    }
}
