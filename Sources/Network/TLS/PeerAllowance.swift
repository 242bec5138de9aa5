internal import COpenSSL

/// What the peer of a session may send beside plain text until the connection ends for it.
///
/// A call of OpenSSL comes back only with plain text or an empty socket. Messages of the handshake (KeyUpdate, NewSessionTicket, HelloRequest, a
/// ClientHello that would negotiate anew) are without end as far as OpenSSL is concerned, and a KeyUpdate of 27 bytes costs some
/// 15 µs: whoever sends them as fast as they are read would keep the thread for as long as he likes, and all that is on it.
///
/// It must outlive the session that uses it up.
@safe struct PeerAllowance: ~Copyable {
    /// Messages of a handshake, which has a dozen, and then in advance of the exchanges that earn them.
    ///
    /// A server sends a few tickets at once, and keys are changed after millions of records (RFC 8446 section 5.5).
    static let maximumMessages: CInt = 32
    /// Records within one call, where plain text has not ended it: a message of 128 KiB may come in as many records as it has
    /// bytes, and a few records without content are no error either.
    static let maximumRecords: CInt = 4096

    private let left: UnsafeMutablePointer<pullpass_allowance>

    /// The allowance for a handshake on a session that has read nothing yet.
    init(of session: OpaquePointer) {
        unsafe left = .allocate(capacity: 1)
        unsafe left.initialize(
            to: pullpass_allowance(records: Self.maximumRecords, messages: Self.maximumMessages, has_read: 0)
        )
        unsafe pullpass_SSL_set_allowance(session, left)
    }

    deinit { unsafe left.deallocate() }

    /// A call begins that may read.
    func beginCall() { unsafe left.pointee.records = Self.maximumRecords }

    /// The handshake is done.
    func endHandshake() { unsafe left.pointee.messages = Self.maximumMessages }

    /// Plain text has come.
    ///
    /// That alone earns nothing, or one byte after each 32 messages would do.
    func noteRead() { unsafe left.pointee.has_read = 1 }

    /// Plain text was sent: where it follows some of the peer, that is an exchange, and earns one message back.
    func noteWrite() {
        guard unsafe left.pointee.has_read != 0, unsafe left.pointee.messages >= 0 else { return }
        unsafe left.pointee.has_read = 0
        unsafe left.pointee.messages = min(left.pointee.messages + 1, Self.maximumMessages)
    }

    /// What the peer has sent too much of; nil where it has not.
    var excess: String? {
        if unsafe left.pointee.messages < 0 {
            return
                "the peer sent more than \(Self.maximumMessages) handshake messages, such as KeyUpdate, between two exchanges of data"
        }
        if unsafe left.pointee.records < 0 {
            return "the peer sent more than \(Self.maximumRecords) records at once without any data"
        }
        return nil
    }
}
