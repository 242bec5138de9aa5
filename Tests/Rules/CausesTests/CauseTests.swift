import Causes
import Testing

@Suite struct CauseTests {
    @Test func `each kind has a word of its own`() {
        let codes = Cause.Kind.all.map(\.code)
        #expect(Set(codes).count == codes.count)
    }
}
