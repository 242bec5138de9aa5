internal import CNghttp2

/// A server-side `nghttp2_session`, owned; every pointer of the library stays in this file.
///
/// The callbacks find their ``HTTP2ServerSession`` through `user_data`, unretained: the owner holds this value and so
/// outlives it. The library allows the `submit` and `consume` functions inside its callbacks, but neither `receive`
/// nor `send`.
@safe struct NGHTTP2Session: ~Copyable {
    private let session: OpaquePointer
    /// What the library allocates from.
    private let memory: UnsafeMutablePointer<pullpass_nghttp2_memory>

    init() throws(HTTPError) {
        var options: OpaquePointer?
        var callbacks: OpaquePointer?
        var made: OpaquePointer?
        guard let memory = unsafe pullpass_nghttp2_memory_new() else { throw .outOfMemory }
        defer {
            unsafe nghttp2_option_del(options)
            unsafe nghttp2_session_callbacks_del(callbacks)
        }
        guard unsafe nghttp2_option_new(&options) == 0, unsafe nghttp2_session_callbacks_new(&callbacks) == 0 else {
            unsafe pullpass_nghttp2_memory_del(memory)
            throw .outOfMemory
        }
        unsafe nghttp2_option_set_no_auto_window_update(options, 1)
        unsafe nghttp2_option_set_no_closed_streams(options, 1)
        unsafe pullpass_nghttp2_set_flood_limits(options)
        unsafe setCallbacks(callbacks)
        guard unsafe pullpass_nghttp2_session_server_new(&made, callbacks, options, memory) == 0,
            let made = unsafe made
        else {
            unsafe pullpass_nghttp2_memory_del(memory)
            throw .outOfMemory
        }
        unsafe session = made
        unsafe self.memory = memory
    }

    deinit {
        unsafe nghttp2_session_del(session)
        unsafe pullpass_nghttp2_memory_del(memory)
    }

    /// The bytes of memory that the library holds for the session.
    var heldBytes: Int { unsafe Int(memory.pointee.held + memory.pointee.resident) }

    /// Whether ``releasePages()`` has something to give: 24 KiB at most, which each call of the library may fill again.
    var hasPages: Bool { unsafe memory.pointee.all_pages > 0 && memory.pointee.resident == memory.pointee.all_pages }

    /// Gives the memory for frames and streams to the kernel, until it is needed again; only while there is nothing to send.
    func releasePages() { unsafe pullpass_nghttp2_release_pages(memory) }

    private func usePages() { unsafe memory.pointee.resident = memory.pointee.all_pages }

    /// Names the object that the callbacks call; until then they do nothing.
    func setOwner(_ owner: HTTP2ServerSession) {
        unsafe nghttp2_session_set_user_data(session, Unmanaged.passUnretained(owner).toOpaque())
    }

    var wantsRead: Bool { unsafe nghttp2_session_want_read(session) != 0 }
    var wantsWrite: Bool { unsafe nghttp2_session_want_write(session) != 0 }

    /// Feeds bytes in; a negative answer is an error of the library after which nothing more can be read.
    func receive(_ bytes: Span<UInt8>) -> Int {
        usePages()
        return unsafe bytes.withUnsafeBufferPointer {
            unsafe nghttp2_session_mem_recv(session, $0.baseAddress, $0.count)
        }
    }

    /// Adds the next frame to `buffer`; `false` when there is none (now, or for good after an error).
    func send(into buffer: inout ByteBuffer) -> Bool {
        var data: UnsafePointer<UInt8>?
        let count = unsafe nghttp2_session_mem_send(session, &data)
        guard count > 0, let data = unsafe data else { return false }
        usePages()
        // The library's memory is good until its next call; it is copied here.
        buffer.append(unsafe Span(_unsafeStart: data, count: count))
        return true
    }

    func submitSettings(maximumConcurrentStreams: Int, initialWindow: Int, maximumHeaderListSize: Int) -> Bool {
        let entries = [
            (NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS.rawValue, maximumConcurrentStreams),
            (NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue, initialWindow),
            (NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue, maximumHeaderListSize),
            (UInt32(PULLPASS_SETTINGS_NO_RFC7540_PRIORITIES), 1),
        ].map { nghttp2_settings_entry(settings_id: Int32(bitPattern: $0.0), value: UInt32(clamping: $0.1)) }
        return unsafe nghttp2_submit_settings(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), entries, entries.count) == 0
    }

    /// Sets how much the peer may have under way: on stream 0, the whole connection.
    func setWindow(of streamID: Int32, to size: Int) {
        _ = unsafe nghttp2_session_set_local_window_size(session, 0, streamID, Int32(clamping: size))
    }

    /// How much the peer lets this side send on a new stream.
    var initialPeerWindow: Int {
        unsafe Int(nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE))
    }

    /// How much the peer lets this side send on an open stream; 0 where it owes.
    func peerWindow(of streamID: Int32) -> Int {
        unsafe Int(nghttp2_session_get_stream_remote_window_size(session, streamID))
    }

    func consumeConnection(_ count: Int) { _ = unsafe nghttp2_session_consume_connection(session, count) }

    func consumeStream(_ streamID: Int32, _ count: Int) {
        _ = unsafe nghttp2_session_consume_stream(session, streamID, count)
    }

    /// Queues a response; `false` when the stream or the library's memory is gone.
    func submitResponse(_ streamID: Int32, _ fields: HTTP2FieldBlock, hasBody: Bool) -> Bool {
        unsafe fields.withFields { values in
            guard hasBody else {
                return unsafe nghttp2_submit_response(session, streamID, values.baseAddress, values.count, nil) == 0
            }
            var provider = unsafe nghttp2_data_provider()
            unsafe provider.read_callback = readBody
            return unsafe nghttp2_submit_response(session, streamID, values.baseAddress, values.count, &provider) == 0
        }
    }

    /// Queues an interim response.
    func submitInterim(_ streamID: Int32, _ fields: HTTP2FieldBlock) {
        unsafe fields.withFields { values in
            _ = unsafe nghttp2_submit_headers(session, 0, streamID, nil, values.baseAddress, values.count, nil)
        }
    }

    func submitReset(_ streamID: Int32, _ code: HTTP2ErrorCode) {
        _ = unsafe nghttp2_submit_rst_stream(session, 0, streamID, code.rawValue)
    }

    func submitShutdownNotice() { _ = unsafe nghttp2_submit_shutdown_notice(session) }

    /// Queues the GOAWAY that names the last stream served.
    func submitGoAway() {
        let last = unsafe nghttp2_session_get_last_proc_stream_id(session)
        _ = unsafe nghttp2_submit_goaway(session, 0, last, HTTP2ErrorCode.noError.rawValue, nil, 0)
    }

    func terminate(_ code: HTTP2ErrorCode) {
        _ = unsafe nghttp2_session_terminate_session(session, code.rawValue)
    }

    /// What the peer is told of a negative answer of ``receive(_:)``.
    static func errorCode(for code: Int) -> HTTP2ErrorCode {
        let isFlood = code == Int(NGHTTP2_ERR_FLOODED.rawValue) || code == Int(PULLPASS_ERR_TOO_MANY_CONTINUATIONS)
        return isFlood ? .enhanceYourCalm : .protocolError
    }

    /// What a negative answer of ``receive(_:)`` means.
    static func describe(_ code: Int) -> String {
        if code == Int(NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue) { return "it does not start with the HTTP/2 preface" }
        guard let text = unsafe nghttp2_strerror(Int32(clamping: code)) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}

/// Runs `body` with the session behind a callback's `user_data`.
private func withOwner(_ userData: UnsafeMutableRawPointer?, _ body: (HTTP2ServerSession) -> Bool) -> Int32 {
    guard let userData = unsafe userData else { return 0 }
    // Whoever calls the library holds the owner: each of a request's dozen callbacks would count it up and down again.
    let isGood = unsafe Unmanaged<HTTP2ServerSession>.fromOpaque(userData)._withUnsafeGuaranteedRef { body($0) }
    return isGood ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
}

private func setCallbacks(_ callbacks: OpaquePointer?) {
    unsafe nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks) { _, header, userData in
        guard let header = unsafe header?.pointee else { return 0 }
        return unsafe withOwner(userData) { owner in owner.didBeginFrame(HTTP2FrameHeader(header)) }
    }
    unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, frame, userData in
        guard let frame = unsafe frame else { return 0 }
        let streamID = unsafe frame.pointee.hd.stream_id
        let isRequest = unsafe frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST
        return unsafe withOwner(userData) { owner in
            owner.didBeginHeaders(streamID, isRequest: isRequest)
            return true
        }
    }
    unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) {
        _,
        _,
        name,
        nameCount,
        value,
        valueCount,
        _,
        userData in
        guard let name = unsafe name, let value = unsafe value else { return 0 }
        return unsafe withOwner(userData) { owner in
            owner.didReceiveField(
                name: unsafe Span(_unsafeStart: name, count: nameCount),
                value: unsafe Span(_unsafeStart: value, count: valueCount)
            )
        }
    }
    unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
        _,
        _,
        streamID,
        data,
        count,
        userData in
        guard let data = unsafe data else { return 0 }
        return unsafe withOwner(userData) { owner in
            owner.didReceiveData(streamID, unsafe Span(_unsafeStart: data, count: count))
            return true
        }
    }
    unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, userData in
        guard let header = unsafe frame?.pointee.hd else { return 0 }
        return unsafe withOwner(userData) { owner in owner.didReceiveFrame(HTTP2FrameHeader(header)) }
    }
    unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { _, frame, userData in
        guard let frame = unsafe frame else { return 0 }
        let header = unsafe frame.pointee.hd
        let isCancel =
            unsafe header.type == HTTP2FrameHeader.resetStream && frame.pointee.rst_stream.error_code != 0
        return unsafe withOwner(userData) { owner in
            owner.didSendFrame(HTTP2FrameHeader(header), isCancel: isCancel)
            return true
        }
    }
    unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, streamID, _, userData in
        unsafe withOwner(userData) { owner in
            owner.didCloseStream(streamID)
            return true
        }
    }
}

/// Hands out the next bytes of a stored response body.
private func readBody(
    _: OpaquePointer?,
    _ streamID: Int32,
    _ target: UnsafeMutablePointer<UInt8>?,
    _ room: Int,
    _ flags: UnsafeMutablePointer<UInt32>?,
    _: UnsafeMutablePointer<nghttp2_data_source>?,
    _ userData: UnsafeMutableRawPointer?
) -> Int {
    guard let userData = unsafe userData, let target = unsafe target else {
        return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
    }
    let owner = unsafe Unmanaged<HTTP2ServerSession>.fromOpaque(userData).takeUnretainedValue()
    guard let stream = owner.streams[streamID] else { return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue) }
    let count = min(room, stream.response.count - stream.responseOffset)
    unsafe stream.response.withUnsafeBufferPointer { bytes in
        guard let start = bytes.baseAddress, count > 0 else { return }
        unsafe target.update(from: start + stream.responseOffset, count: count)
    }
    stream.responseOffset += count
    if stream.responseOffset == stream.response.count { unsafe flags?.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
    return count
}

extension HTTP2FieldBlock {
    /// Lends the fields in the library's form; it copies them before it returns.
    fileprivate func withFields<R>(_ body: (UnsafeBufferPointer<nghttp2_nv>) -> R) -> R {
        unsafe withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: lines.count) { values in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                // The library's type wants mutable pointers and does not write through them.
                let start = unsafe UnsafeMutablePointer(mutating: bytes.baseAddress)
                for (index, line) in lines.enumerated() {
                    unsafe values.initializeElement(
                        at: index,
                        to: nghttp2_nv(
                            name: start?.advanced(by: line.name.lowerBound),
                            value: start?.advanced(by: line.value.lowerBound),
                            namelen: line.name.count,
                            valuelen: line.value.count,
                            flags: 0
                        )
                    )
                }
            }
            return unsafe body(UnsafeBufferPointer(values))
        }
    }
}

extension HTTP2FrameHeader {
    fileprivate init(_ header: nghttp2_frame_hd) {
        self.init(type: header.type, flags: header.flags, length: header.length, streamID: header.stream_id)
    }
}

extension HTTPError {
    fileprivate static let outOfMemory = HTTPError(status: 503, reason: "there is no memory for an HTTP/2 session")
}
