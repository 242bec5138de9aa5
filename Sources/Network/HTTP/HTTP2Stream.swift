/// One request of an HTTP/2 connection, from its first field to the end of its response.
final class HTTP2Stream {
    let id: Int32

    var method = ""
    var target: RequestTarget?
    var fields = HTTPFields()
    var hasHost = false
    var contentLength: Int?
    var expectsContinue = false
    /// The size of the header list as RFC 9113 section 6.5.2 counts it.
    var headerBytes = 0
    /// Why the request is answered as soon as its header is complete.
    var refusal: HTTPError?

    var head: HTTPRequestHead?
    var body: [UInt8] = []
    /// Body bytes for which no window has been given back yet.
    var unconsumed = 0
    var reservation = 0
    var asksForReservation = false
    var isComplete = false

    /// Whether the caller knows of the stream, and so has to be told of its end.
    var isKnown = false
    var isAnswered = false
    /// Whether the answer is one of success.
    var isSuccess = false
    var response: [UInt8] = []
    var responseOffset = 0
    /// What everything but the body counts for in the session's ``HTTP2ServerSession/heldBytes``.
    var heldBytes = 0
    /// What the body counts for there.
    var heldBodyBytes = 0
    /// The object itself and its places in tables.
    static let ownBytes = 1024

    init(id: Int32) { self.id = id }

    /// Takes one field of the request's header.
    func add(name: Span<UInt8>, value: Span<UInt8>, limits: HTTPLimits) {
        headerBytes += name.count + value.count + 32
        guard refusal == nil else { return }
        guard headerBytes <= limits.maximumHeaderBytes else { return refuse(.headerTooLarge(limits)) }
        guard name[0] != ASCII.colon else { return addPseudo(name: name, value: value, limits: limits) }
        guard fields.count < limits.maximumHeaderFields else { return refuse(.tooManyFields(limits)) }
        let all = 0..<name.count
        switch name.count {
        case 4 where ASCII.equal(name, all, ignoringCase: "host"):
            addHost(value)
            return
        case 6 where ASCII.equal(name, all, ignoringCase: "expect"):
            expectsContinue = ASCII.equal(value, 0..<value.count, ignoringCase: "100-continue")
            if !expectsContinue { refuse(.unknownExpectation) }
        case 14 where ASCII.equal(name, all, ignoringCase: "content-length"):
            contentLength = decimal(value)
        default: break
        }
        fields.append(name: name, value: value)
    }

    private func addPseudo(name: Span<UInt8>, value: Span<UInt8>, limits: HTTPLimits) {
        let all = 0..<name.count
        if ASCII.equal(name, all, ignoringCase: ":method") {
            method = RequestTarget.text(value, 0..<value.count)
        } else if ASCII.equal(name, all, ignoringCase: ":path") {
            guard value.count <= limits.maximumTargetBytes else { return refuse(.targetTooLong(limits)) }
            do throws(HTTPError) {
                target = try RequestTarget(parsing: value, 0..<value.count)
            } catch {
                refuse(error)
            }
        } else if ASCII.equal(name, all, ignoringCase: ":authority") {
            addHost(value)
        }
    }

    /// RFC 9113 section 8.3.1: `:authority` stands for Host; two that differ could be read in two ways.
    private func addHost(_ value: Span<UInt8>) {
        for index in value.indices where !ASCII.isAuthority(value[index]) {
            return refuse(.bad(":authority or host is not a host and port"))
        }
        guard hasHost else {
            hasHost = true
            fields.append(name: "host".utf8Span.span, value: value)
            return
        }
        let authority = fields["host"] ?? ""
        if !ASCII.equal(value, 0..<value.count, ignoringCase: authority) {
            refuse(.bad(":authority and host differ"))
        }
    }

    /// The bytes of memory that the header holds; a refused one keeps what it had.
    var headerMemory: Int {
        fields.heldBytes + method.utf8.count + (target.map { $0.path.utf8.count + ($0.query?.utf8.count ?? 0) } ?? 0)
    }

    /// What a body that is announced to be as long or longer gets at once: a usual review, which so is moved never.
    private static let firstRoom = 16 * 1024

    /// Grows the body's memory, geometrically but no further than the length that is announced: four times each, where one is, so that little is moved.
    func makeRoom(for count: Int, limits: HTTPLimits) {
        let needed = body.count + count
        guard needed > body.capacity else { return }
        let bound = min(contentLength ?? limits.maximumBodyBytes, limits.maximumBodyBytes)
        let room = contentLength == nil ? body.capacity * 2 : max(body.capacity * 4, Self.firstRoom)
        body.reserveCapacity(max(needed, min(room, bound)))
    }

    /// Makes the head of the fields that came, or says why the request is refused.
    func finishHead(limits: HTTPLimits) throws(HTTPError) -> HTTPRequestHead {
        if let refusal { throw refusal }
        guard method != HTTPMethod.connect.name else { throw .noProxy }
        if let contentLength, contentLength > limits.maximumBodyBytes { throw .bodyTooLarge(limits) }
        guard let target else { throw .bad("the request has no :path") }
        let head = HTTPRequestHead(
            method: HTTPMethod(method),
            path: target.path,
            query: target.query,
            fields: fields,
            contentLength: contentLength,
            version: .http2
        )
        self.head = head
        return head
    }

    /// Lets go of the header, which nobody asks for once the request is answered.
    func dropHeader() {
        fields = HTTPFields()
        head = nil
        target = nil
        method = ""
    }

    private func refuse(_ error: HTTPError) { refusal = error }

    /// The library has checked that these are digits and that they fit 63 bits.
    private func decimal(_ value: Span<UInt8>) -> Int {
        var number = 0
        for index in value.indices {
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            number = overflows ? .max : product &+ Int(value[index] &- UInt8(ascii: "0"))
        }
        return number
    }
}
