import Credentials
import HTTP
import Text

/// A provider as its documentation and its vendor's own library have it, as strict as the real one: method, path, fields, body and signatures.
///
/// It keeps no state: what it gave out it knows again (``StubToken``). A stub counts only once the vendor's library got its tokens from it;
/// the tests in `Vendors` see to that.
protocol ProviderStub: Sendable {
    /// The time of day at the provider.
    var clock: WallClock { get set }

    /// At noon, the time of all fetches of these tests.
    init()

    /// What a peer answers.
    func answer(_ request: ProviderRequest) -> HTTPResponse
}

extension ProviderStub {
    /// What a peer answers at noon.
    static var atNoon: ProviderPeer.Answer {
        let stub = Self()
        return { stub.answer($0) }
    }

    /// What a peer answers somebody who knows what time it really is, as vendors' libraries do.
    static var today: ProviderPeer.Answer {
        var stub = Self()
        stub.clock = .system
        return { [stub] in stub.answer($0) }
    }

    /// Whether a time is no more than five minutes from now, which is what providers allow.
    func isNow(_ time: Timestamp?) -> Bool {
        time.map { max($0 - clock.now(), clock.now() - $0) <= .seconds(300) } ?? false
    }
}
