internal import EventLoop

/// One open watch: what it has still to send, and who waits for it.
///
/// `@unchecked Sendable`: used under the server's lock only.
final class Watcher: @unchecked Sendable {
    /// How a watch ends.
    enum Ending {
        /// In good order.
        case finished
        /// With a broken connection, for this reason.
        case broken(String)
    }

    /// What there is for the client now.
    enum Piece {
        case bytes([UInt8])
        case ended(Ending)
        case nothing
    }

    let id: Int
    let resource: APIResource
    let selector: ObjectSelector
    let form: ObjectForm
    let user: String
    let allowsBookmarks: Bool
    let deadline: LoopInstant
    var nextBookmark: LoopInstant
    /// Nothing is sent, as on a connection that has died without a word.
    var isSilent = false
    /// The watch is cut when so many more bytes were sent.
    var bytesUntilCut: Int?
    private var frames: [WatchFrame] = []
    private var firstFrame = 0
    private(set) var ending: Ending?
    private var waiter: CheckedContinuation<Void, Never>?

    init(
        id: Int,
        resource: APIResource,
        selector: ObjectSelector,
        form: ObjectForm,
        user: String,
        allowsBookmarks: Bool,
        deadline: LoopInstant,
        nextBookmark: LoopInstant
    ) {
        self.id = id
        self.resource = resource
        self.selector = selector
        self.form = form
        self.user = user
        self.allowsBookmarks = allowsBookmarks
        self.deadline = deadline
        self.nextBookmark = nextBookmark
    }

    func send(_ frame: WatchFrame) {
        guard ending == nil else { return }
        frames.append(frame)
        if !isSilent { wake() }
    }

    func end(_ ending: Ending) {
        if self.ending == nil { self.ending = ending }
        // A connection that breaks loses what was on its way.
        if case .broken = ending { forgetFrames() }
        wake()
    }

    func wake() {
        waiter?.resume()
        waiter = nil
    }

    /// Has `continuation` resumed when there is a piece, which may be now.
    func wait(_ continuation: CheckedContinuation<Void, Never>) {
        waiter?.resume()
        waiter = nil
        if isSilent ? ending == nil : frames.count == firstFrame && ending == nil && bytesUntilCut != 0 {
            waiter = continuation
        } else {
            continuation.resume()
        }
    }

    private func forgetFrames() {
        frames = []
        firstFrame = 0
    }

    private static let largestPiece = 64 * 1024

    /// Takes what there is, up to a large read's worth.
    func take() -> Piece {
        if bytesUntilCut == 0 { end(.broken("the connection was cut")) }
        guard !isSilent, firstFrame < frames.count else { return ending.map { .ended($0) } ?? .nothing }
        var bytes: [UInt8] = []
        while firstFrame < frames.count, bytes.count < Self.largestPiece {
            frames[firstFrame].append(to: &bytes, as: form)
            firstFrame += 1
        }
        if firstFrame == frames.count {
            frames.removeAll(keepingCapacity: firstFrame <= 64)
            firstFrame = 0
        }
        if let left = bytesUntilCut {
            bytes.removeLast(max(0, bytes.count - left))
            bytesUntilCut = left - bytes.count
            if left == bytes.count { forgetFrames() }
        }
        return .bytes(bytes)
    }
}
