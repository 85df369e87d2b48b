import Glibc
import JSON
import Journey
import Ledger
import PaperVenue
import Testing
import Trading

extension ProgramTests {
    /// The bridge as a program, on disks that fill up and beside others that want its ledger.
    @Suite struct StorageTests {
        @Test(arguments: [false, true])
        func `refuses a ledger that another process holds, even one that stands still`(
            isStopped: Bool
        ) async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            try await site.startBridge()
            if isStopped { site.bridge?.signal(SIGSTOP) }
            let second = try site.start([
                "serve", "--config", try site.scratch.write("second.yaml", site.settings.text),
            ])
            #expect(await second.ended() == .exited(10))
            #expect(second.errors.contains("in use by process \(site.bridge?.pid ?? 0)"))
            if isStopped { site.bridge?.signal(SIGCONT) }
            #expect(await site.control("/healthz").status == 200)
        }

        @Test(.enabled(if: getuid() == 0, "only root may mount a small file system"))
        func `fills a disk up, turns alerts away, and takes them again once there is room`() async throws {
            let site = try Site()
            defer { site.end() }
            let disk = site.scratch.file("disk")
            #expect(mkdir(disk, 0o700) == 0)
            try #require(mount("tmpfs", disk, "tmpfs", 0, "size=48m,mode=0700") == 0)
            defer { umount2(disk, Int32(MNT_DETACH)) }
            site.settings.ledger = disk + "/ledger.db"
            let venue = try PaperVenue(PaperVenueOptions())
            defer { venue.stop() }
            site.settings.venuePort = venue.port
            try await site.startBridge()
            #expect(await site.isReady())
            let entry = await site.enter("before")
            #expect(try await eventually { try site.orders(of: entry).map(\.state) == [.filled, .filled] })

            let filler = disk + "/filler"
            fill(filler)
            // Each alert takes room, until there is none.
            var answers = 0
            while answers < 300, await site.enter("fill-\(answers)", size: 9).status == 200 { answers += 1 }
            let refused = await site.enter("refused")
            #expect(refused.status == 503)
            #expect(refused["status"]?.string == "unavailable")
            let shortage = await eventually {
                let parts = await site.control("/readyz")["parts"]?.elements ?? []
                return parts.first?["reason"]?.string?.contains("MiB free on its disk") == true
            }
            #expect(shortage)
            #expect(await site.control("/metrics").text.contains("alertbridge_ledger_free_bytes"))

            unlink(filler)
            #expect(await site.isReady())
            let after = await site.enter("after", size: 1)
            #expect(after["status"]?.string == "accepted")
            #expect(try await site.verifies())
        }

        private func fill(_ file: String) {
            let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return }
            defer { close(descriptor) }
            let block = [UInt8](repeating: 1, count: 4_096)
            while write(descriptor, block, block.count) == block.count {}
        }
    }
}
