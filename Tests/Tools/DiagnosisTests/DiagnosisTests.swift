import Causes
import Diagnosis
import Testing

@Suite struct DiagnosisTests {
    @Test func `each kind has a word of its own`() {
        let codes = Cause.Kind.all.map(\.code)
        #expect(Set(codes).count == codes.count)
    }
}
