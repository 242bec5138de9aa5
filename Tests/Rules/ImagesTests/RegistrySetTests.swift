import Images
import Testing

@Suite struct `A registry set` {
    @Test func `goes through its indices in ascending order`() {
        let set: RegistrySet = [200, 3, 63, 64, 0, 127, 3]
        #expect(Array(set) == [0, 3, 63, 64, 127, 200])
        #expect(set.count == 6)
        #expect(Array(RegistrySet()) == [])
    }

    @Test(arguments: [(0, true), (1, false), (63, true), (64, true), (65, false), (1000, false), (-1, false)])
    func `knows what it has`(index: Int, isMember: Bool) {
        let set: RegistrySet = [0, 63, 64]
        #expect(set.contains(index) == isMember)
    }

    @Test func `is equal to a set made in another order`() {
        var united: RegistrySet = [5]
        united.formUnion([100, 2])
        #expect(united == [2, 5, 100])
        united.formUnion([])
        #expect(united == [100, 5, 2])
        #expect(RegistrySet().isEmpty)
        #expect(!united.isEmpty)
    }
}
