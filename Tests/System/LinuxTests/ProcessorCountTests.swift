import Testing

@testable import Linux

@Suite struct ProcessorCountTests {
    @Test(
        "A CPU quota is rounded up to whole processors",
        arguments: [("max 100000", nil), ("150000 100000", 2), ("100000 100000", 1), ("1000 100000", 1), ("x", nil)]
            as [(String, Int?)]
    )
    func quota(line: String, expected: Int?) {
        #expect(ProcessorCount.quota(cpuMax: line) == expected)
    }

    @Test("At least one processor is always available")
    func processors() { #expect(ProcessorCount.available >= 1) }
}
