import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  IsUrl,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '../pagination/page-query.dto.js';
import { AsBoolean, AsInteger, AsNumber } from '../validation/coercion.decorators.js';
import { ListOf } from '../validation/list-of.decorator.js';
import { Nullable, Optional } from '../validation/presence.decorators.js';

class Filter {
  @Optional()
  @IsArray()
  @IsIn(['CTO', 'CIO', 'CISO'], { each: true })
  roles?: string[];

  @Optional()
  @AsNumber()
  @IsNumber()
  @Min(-1)
  @Max(1)
  similarity?: number;
}

class Item {
  @IsUrl()
  url: string;

  @IsIn(['CTO', 'CIO', 'CISO'])
  suggested_role: string;

  @Optional()
  @Nullable()
  @IsString()
  name?: string | null;

  @AsBoolean()
  @IsBoolean()
  include_companies: boolean = true;
}

class Batch {
  @ListOf(() => Item)
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  profiles: Item[];

  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(5)
  max_concurrent: number = 3;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => Filter)
  filter?: Filter;
}

/** Answers with what it was sent, once that is found valid; for specs. */
@Controller()
export class EchoController {
  @Post('echo')
  @HttpCode(200)
  echo(@Body() batch: Batch): Batch {
    return batch;
  }

  @Get('rows')
  rows(@Query() query: PageQuery): PageQuery {
    return query;
  }
}
