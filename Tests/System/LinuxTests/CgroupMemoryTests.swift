import Testing

@testable import Linux

@Suite("The memory that cgroups leave a process")
struct CgroupMemoryTests {
    @Test(
        "is the least limit of those that it is in, whatever their version",
        arguments: [
            ("none", [:], nil),
            ("a container", ["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "268435456\n"], 268_435_456),
            ("no limit", ["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "max\n"], nil),
            (
                "the root, which has no such file, and a slice",
                [
                    "/proc/self/cgroup": "0::/kubepods.slice/pod1/x\n",
                    "/sys/fs/cgroup/kubepods.slice/memory.max": "1000000000\n",
                    "/sys/fs/cgroup/kubepods.slice/pod1/memory.max": "300000000\n",
                    "/sys/fs/cgroup/kubepods.slice/pod1/x/memory.max": "max\n",
                ], 300_000_000
            ),
            (
                "memory.high",
                [
                    "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "200000000\n",
                    "/sys/fs/cgroup/memory.high": "150000000\n",
                ], 150_000_000
            ),
            (
                "version 1 in a container that sees another path",
                [
                    "/proc/self/cgroup": "12:cpu,cpuacct:/kubepods/x\n5:memory:/kubepods/x\n1:name=systemd:/x\n",
                    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "134217728\n",
                ], 134_217_728
            ),
            (
                "version 1 without a limit",
                [
                    "/proc/self/cgroup": "5:memory:/\n",
                    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
                ], nil
            ),
            (
                "nonsense",
                ["/proc/self/cgroup": "x\n0::\n5:memory\n", "/sys/fs/cgroup/memory.max": "-5\n"], nil
            ),
        ] as [(String, [String: String], Int?)]
    )
    func limits(name: String, files: [String: String], expected: Int?) {
        #expect(CgroupMemory { files[$0] }.limit == expected)
    }

    @Test func `some memory is always available`() { #expect(ProcessMemory.available > 1 << 20) }
}
