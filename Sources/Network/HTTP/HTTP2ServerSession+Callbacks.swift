/// What nghttp2 reports through its callbacks; one that returns false stops the reading.
extension HTTP2ServerSession {
    func didBeginFrame(_ frame: HTTP2FrameHeader) -> Bool {
        dataInFrame = 0
        if frame.type == HTTP2FrameHeader.settings { noteWindows(before: frame) }
        return tolerate(meter.noteFrame(frame, isIdle: streams.isEmpty))
    }

    func didBeginHeaders(_ streamID: Int32, isRequest: Bool) {
        guard isRequest else {
            trailerBytes = 0
            current = streams[streamID]
            return
        }
        let stream = HTTP2Stream(id: streamID)
        stream.fields.reserve(lines: 12, bytes: 256)
        streams[streamID] = stream
        hold(HTTP2Stream.ownBytes, for: stream)
        trailerBytes = nil
        current = stream
    }

    func didReceiveField(name: Span<UInt8>, value: Span<UInt8>) -> Bool {
        guard let current, !name.isEmpty else { return true }
        // A header far beyond the limit is no mistake: compression makes it cheap to send and dear to read.
        let excessive = limits.maximumHeaderBytes.multipliedReportingOverflow(by: 8).partialValue
        if let bytes = trailerBytes {
            trailerBytes = bytes + name.count + value.count + 32
            return tolerate(bytes > excessive ? "the trailers are far too long" : nil)
        }
        current.add(name: name, value: value, limits: limits)
        return tolerate(current.headerBytes > excessive ? "the header is far too long" : nil)
    }

    func didReceiveData(_ streamID: Int32, _ bytes: Span<UInt8>) {
        dataInFrame += bytes.count
        session.consumeConnection(bytes.count)
        // What is left of an answered request's body is dropped, and gets no further window.
        guard let stream = streams[streamID], !stream.isAnswered else { return }
        guard bytes.count <= limits.maximumBodyBytes - stream.body.count else {
            refuse(stream, .bodyTooLarge(limits))
            return
        }
        stream.makeRoom(for: bytes.count, limits: limits)
        // One memcpy of the bytes that the library lends.
        unsafe bytes.withUnsafeBufferPointer { unsafe stream.body.append(contentsOf: $0) }
        holdBody(of: stream)
        if stream.reservation > 0 {
            session.consumeStream(streamID, bytes.count)
        } else {
            stream.unconsumed += bytes.count
        }
    }

    func didReceiveFrame(_ frame: HTTP2FrameHeader) -> Bool {
        hasStarted = true
        switch frame.type {
        case HTTP2FrameHeader.headers:
            let stream = current
            current = nil
            guard let stream else { return true }
            if trailerBytes == nil {
                hold(HTTP2Stream.ownBytes + stream.headerMemory, for: stream)
                finishHead(stream, isComplete: frame.endsStream)
            }
            if frame.endsStream { finishBody(stream) }
        case HTTP2FrameHeader.data:
            guard let stream = streams[frame.streamID] else { return true }
            if frame.endsStream {
                finishBody(stream)
            } else if dataInFrame == 0, frame.length > 0 {
                // Nothing but padding; a frame that is empty has been counted when it came.
                return tolerate(meter.noteIdleFrames(1))
            } else if stream.unconsumed > streamWindow / 2 {
                reserve(stream)
            }
        case HTTP2FrameHeader.resetStream:
            return tolerate(meter.noteReset())
        case HTTP2FrameHeader.settings:
            checkWindows()
        default: break
        }
        return true
    }

    func didSendFrame(_ frame: HTTP2FrameHeader, isCancel: Bool) {
        if isCancel, !isCutShort, let reason = meter.noteReset() { give(up: reason) }
        guard frame.endsStream, let stream = streams[frame.streamID] else { return }
        if stream.isComplete { noteSent(stream) } else { answeredEarly.insert(frame.streamID) }
    }

    func didCloseStream(_ streamID: Int32) {
        if current?.id == streamID { current = nil }
        answeredEarly.remove(streamID)
        guard let stream = streams.removeValue(forKey: streamID) else { return }
        giveBack(stream)
        dropBody(of: stream)
        hold(0, for: stream)
        if stream.isKnown, !stream.isAnswered { events.append(.reset(streamID)) }
    }

    private func finishHead(_ stream: HTTP2Stream, isComplete: Bool) {
        do throws(HTTPError) {
            _ = try stream.finishHead(limits: limits)
        } catch {
            stream.isComplete = isComplete
            return refuse(stream, error)
        }
        events.append(.head(stream.id))
        guard !isComplete else { return }
        if stream.expectsContinue { awaitingContinue.append(stream.id) }
    }

    private func finishBody(_ stream: HTTP2Stream) {
        stream.isComplete = true
        if !stream.isAnswered { events.append(.request(stream.id)) }
    }

    private func refuse(_ stream: HTTP2Stream, _ error: HTTPError) {
        events.append(.refused(stream.id, error))
        respond(to: stream.id, with: error.response)
    }

    /// Stops reading with `reason`; `nil` goes on.
    func tolerate(_ reason: String?) -> Bool {
        guard let reason else { return true }
        failure = HTTPError(status: 429, reason: "the HTTP/2 connection is closed: \(reason)")
        return false
    }

    private func give(up reason: String) {
        guard failure == nil else { return }
        _ = tolerate(reason)
        session.terminate(.enhanceYourCalm)
    }
}
