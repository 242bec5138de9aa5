import Files
import FoundationEssentials
import Glibc
import Testing

struct PrivateFolderTests {
    /// Whether nobody has a lock, which is then given up again.
    private func isFree(_ name: String, in folder: PrivateFolder) -> Bool {
        if case .locked = folder.lock(name) { true } else { false }
    }

    @Test func `it is made for this user alone, and the folders above it for everybody`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "a/b/cache").path
            _ = try PrivateFolder(path)
            _ = try PrivateFolder(path)
            var status = stat()
            #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o700)
            #expect(unsafe stat(folder.appending(path: "a/b").path, &status) == 0 && status.st_mode & 0o777 == 0o755)
            _ = try PrivateFolder("\(path)/")
        }
    }

    @Test func `one that is open to others, somebody else's, a link or no folder is refused`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "cache").path
            _ = try PrivateFolder(path)
            func expect(_ words: String, at path: String = path) {
                let error = #expect(throws: FileError.self) { _ = try PrivateFolder(path) }
                #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            }
            for mode in [0o755, 0o701, 0o770, 0o722] as [mode_t] {
                _ = unsafe chmod(path, mode)
                expect("others may enter it: chmod 700 \(path)")
            }
            _ = unsafe chmod(path, 0o700)
            let link = folder.appending(path: "link").path
            #expect(unsafe symlink(path, link) == 0)
            expect("it is a symbolic link, or no folder", at: link)
            let file = folder.appending(path: "file").path
            try FileWriter.write([], to: file, mode: 0o600)
            expect("it is a symbolic link, or no folder", at: file)
            expect("Not a directory", at: "\(file)/cache")
            if geteuid() == 0 {
                #expect(unsafe chown(path, 12_345, 12_345) == 0)
                expect("it belongs to user 12345, and not to 0")
            }
        }
    }

    @Test func `a file is read as it was written, and is never a half`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "cache").path
            let cache = try PrivateFolder(path)
            #expect(cache.read("a", limit: 10) == nil)
            try cache.replace("a", with: Array("one".utf8), modified: 1_000)
            try FileWriter.write(Array("rest".utf8), to: "\(path)/a.new", mode: 0o644)
            try cache.replace("a", with: Array("two".utf8), modified: 2_000)
            #expect(cache.read("a", limit: 3) == Array("two".utf8))
            #expect(cache.read("a", limit: 2) == nil)
            let files = cache.files(atMost: 10)
            #expect(files.map(\.name) == ["a"] && files.map(\.modified) == [2_000])
            cache.remove("a")
            cache.remove("a")
            #expect(cache.files(atMost: 10).isEmpty)
        }
    }

    @Test func `a lock is one's alone, ends with its value, and is on what stands there now`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "cache").path
            let (cache, other) = (try PrivateFolder(path), try PrivateFolder(path))
            guard case .locked(let lock) = cache.lock("a") else {
                Issue.record("nobody has it")
                return
            }
            #expect(!isFree("a", in: other))
            #expect(isFree("b", in: other))
            // Who replaces it gives the lock up.
            try cache.replace("a", with: [1], modified: 1)
            #expect(isFree("a", in: other))
            lock.end()
            guard case .locked(let second) = cache.lock("a") else {
                Issue.record("nobody has it")
                return
            }
            #expect(!isFree("a", in: other))
            cache.remove("a")
            #expect(isFree("a", in: other))
            second.end()
            #expect(isFree("a", in: other))
        }
    }

    @Test func `what is in the way of a lock goes, and its target stays`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "cache").path
            let cache = try PrivateFolder(path)
            let target = folder.appending(path: "target").path
            try FileWriter.write([7], to: target, mode: 0o600)
            #expect(unsafe symlink(target, "\(path)/a") == 0)
            #expect(unsafe mkfifo("\(path)/b", 0o600) == 0)
            try FileWriter.write([8], to: "\(path)/c", mode: 0o644)
            #expect(unsafe link(target, "\(path)/d") == 0)
            for name in ["a", "b", "c", "d"] {
                #expect(cache.read(name, limit: 10) == nil, "\(name)")
                #expect(isFree(name, in: cache), "\(name)")
                #expect(cache.read(name, limit: 10) == [], "\(name)")
            }
            #expect(try LocalFileSystem().read(target, limit: 1) == [7])
            #expect(unsafe mkdir("\(path)/e", 0o700) == 0)
            guard case .impossible(let error) = cache.lock("e") else {
                Issue.record("a folder is no file")
                return
            }
            #expect(error.description.hasPrefix("cannot lock e in \(path): "))
        }
    }
}
