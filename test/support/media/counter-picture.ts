/**
 * A picture that says a number twice: in big digits for people, and in black and white blocks
 * with a checksum, large enough to survive scaling, cropping, rotation and a low bitrate.
 */
const COLUMNS = 6
const ROWS = 4
// The blocks stay clear of the edges: a browser may crop 4:3 out of 16:9 and the other way round.
const BLOCKS = { left: 0.15, top: 0.15, width: 0.7, height: 0.45 }
const DIGITS = { left: 0.3, top: 0.66, width: 0.4, height: 0.18 }
const BLACK = 16
const WHITE = 235
const GREY = 126
const LEAST_CONTRAST = 40

/** One byte of brightness per pixel, row by row. */
export interface GreyPicture {
  width: number
  height: number
  pixels: Uint8Array
}

/** Counters go from 0 to 65535. */
export function drawCounter(counter: number, width: number, height: number): GreyPicture {
  const picture = { width, height, pixels: new Uint8Array(width * height).fill(GREY) }
  const bits = (counter << 8) | checksum(counter)
  for (let cell = 0; cell < COLUMNS * ROWS; cell++) {
    const isWhite = (bits >>> (COLUMNS * ROWS - 1 - cell)) & 1
    fill(picture, blockAt(cell), isWhite ? WHITE : BLACK)
  }
  drawDigits(picture, String(counter).padStart(5, '0'))
  return picture
}

/** The counter in a picture, whichever way it was turned or cropped; undefined when unreadable. */
export function readCounter(picture: GreyPicture): number | undefined {
  for (const visible of CROPS) {
    for (const turn of TURNS) {
      const counter = readBlocks(picture, (x, y) => {
        const [u, v] = turn(x, y)
        return [(u - 0.5) / visible.width + 0.5, (v - 0.5) / visible.height + 0.5]
      })
      if (counter !== undefined) return counter
    }
  }
  return undefined
}

type Place = (x: number, y: number) => [number, number]

const TURNS: Place[] = [
  (x, y) => [x, y],
  (x, y) => [1 - y, x],
  (x, y) => [1 - x, 1 - y],
  (x, y) => [y, 1 - x],
]

const CROPS = [
  { width: 1, height: 1 },
  { width: 0.75, height: 1 },
  { width: 1, height: 0.75 },
]

function readBlocks(picture: GreyPicture, place: Place): number | undefined {
  let bits = 0
  for (let cell = 0; cell < COLUMNS * ROWS; cell++) {
    const brightness = brightnessOf(picture, blockAt(cell), place)
    if (Math.abs(brightness - GREY) < LEAST_CONTRAST) return undefined
    bits = (bits << 1) | (brightness > GREY ? 1 : 0)
  }
  const counter = bits >>> 8
  return (bits & 0xff) === checksum(counter) ? counter : undefined
}

interface Area {
  left: number
  top: number
  width: number
  height: number
}

function blockAt(cell: number): Area {
  const width = BLOCKS.width / COLUMNS
  const height = BLOCKS.height / ROWS
  return {
    left: BLOCKS.left + (cell % COLUMNS) * width,
    top: BLOCKS.top + Math.floor(cell / COLUMNS) * height,
    width,
    height,
  }
}

/** The mean of nine points in the middle of a block. */
function brightnessOf(picture: GreyPicture, area: Area, place: Place): number {
  let sum = 0
  for (const across of [0.35, 0.5, 0.65]) {
    for (const down of [0.35, 0.5, 0.65]) {
      const [x, y] = place(area.left + area.width * across, area.top + area.height * down)
      const column = Math.floor(x * picture.width)
      const row = Math.floor(y * picture.height)
      sum += picture.pixels[row * picture.width + column] ?? GREY
    }
  }
  return sum / 9
}

function fill(picture: GreyPicture, area: Area, brightness: number): void {
  const left = Math.round(area.left * picture.width)
  const right = Math.round((area.left + area.width) * picture.width)
  const bottom = Math.round((area.top + area.height) * picture.height)
  for (let row = Math.round(area.top * picture.height); row < bottom; row++) {
    picture.pixels.fill(brightness, row * picture.width + left, row * picture.width + right)
  }
}

/** Never 0 for counter 0, so that a black picture is no reading. */
function checksum(counter: number): number {
  let crc = 0x5a
  for (const byte of [counter >>> 8, counter & 0xff]) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1
  }
  return crc
}

// Three by five dots a digit, row by row from the top left.
const FONT = [
  0b111101101101111, 0b010110010010111, 0b111001111100111, 0b111001111001111, 0b101101111001001,
  0b111100111001111, 0b111100111101111, 0b111001001001001, 0b111101111101111, 0b111101111001111,
]

function drawDigits(picture: GreyPicture, digits: string): void {
  const dot = { width: DIGITS.width / (digits.length * 4 - 1), height: DIGITS.height / 5 }
  Array.from(digits).forEach((digit, index) => {
    const shape = FONT[Number(digit)] ?? 0
    for (let cell = 0; cell < 15; cell++) {
      if (!((shape >>> (14 - cell)) & 1)) continue
      const left = DIGITS.left + (index * 4 + (cell % 3)) * dot.width
      const top = DIGITS.top + Math.floor(cell / 3) * dot.height
      fill(picture, { left, top, ...dot }, WHITE)
    }
  })
}
