package history

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// maxPlain bounds what is unpacked, in bytes. No run and no run's looks are larger.
const maxPlain = 64 << 20

// A packer packs what blobs hold.
type packer struct {
	in  *zstd.Decoder
	out *zstd.Encoder
}

func newPacker() packer {
	in, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxPlain))
	if err != nil {
		panic(err) // the options are ours
	}
	out, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return packer{in, out}
}

// pack writes a value as compressed JSON.
func (p packer) pack(v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if len(plain) > maxPlain {
		return nil, fmt.Errorf("%w: it is larger than %d MiB", ErrRefused, maxPlain>>20)
	}
	return p.out.EncodeAll(plain, nil), nil
}

// unpack reads what pack wrote.
func (p packer) unpack(packed []byte, into any) error {
	plain, err := p.in.DecodeAll(packed, nil)
	if err != nil {
		return damaged(err)
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return damaged(err)
	}
	return nil
}

func damaged(err error) error { return fmt.Errorf("what is kept there is damaged: %w", err) }

// A bareRun is a run without its looks.
type bareRun struct {
	checklist.Run
	Scan bareScan `json:"scan"`
}

type bareScan struct {
	scanner.Scan
	Looks struct{} `json:"looks,omitzero"`
}

// packRun packs a run without its looks.
func (p packer) packRun(run checklist.Run) ([]byte, error) {
	run.Scan.Looks = nil
	return p.pack(bareRun{run, bareScan{Scan: run.Scan}})
}

// unpackRun reads the run of a shop, with its looks if there are any. A store may
// be a stranger's: the run is bounded as one that is read from a file.
func (p packer) unpackRun(domain string, report, looks []byte) (checklist.Run, error) {
	plain, err := p.in.DecodeAll(report, nil)
	if err != nil {
		return checklist.Run{}, damaged(err)
	}
	run, err := checklist.ReadRun(bytes.NewReader(plain))
	if err == nil && run.Target.Domain != domain {
		err = fmt.Errorf("it is a run of %s", run.Target.Domain)
	}
	if err != nil {
		return checklist.Run{}, damaged(err)
	}
	if looks != nil {
		err = p.unpack(looks, (*[]observe.Look)(&run.Scan.Looks))
	}
	return run, err
}
